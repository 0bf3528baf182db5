import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { DaemonRecord } from '../../../embedded/process/daemon';
import { keptEndpoints, portOf } from '../../../embedded/process/endpoints';
import { identify } from '../../../embedded/process/identity';
import { freePorts } from '../../../embedded/process/ports';

const GONE = { pid: 1, startedAt: 'never' };

const record = (identity: Pick<DaemonRecord, 'pid' | 'startedAt'>, ports: number[]): DaemonRecord => ({
  ...identity,
  name: 'one',
  log: 'one.log',
  digest: '',
  endpoints: {
    ...Object.fromEntries(ports.map((port, index) => [`port-${index}`, `127.0.0.1:${port}`])),
    socket: '/tmp/one.sock',
  },
});

describe('keptEndpoints', () => {
  it('has none for a process that never ran', async () => {
    assert.deepEqual(await keptEndpoints(undefined), {});
  });

  it('keeps those of a process that is gone while they are free', async () => {
    const one = record(GONE, await freePorts(2));
    assert.deepEqual(await keptEndpoints(one), one.endpoints);
  });

  it('gives them up once somebody else has one of them, but not where the process itself runs', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const ports = [...(await freePorts(1)), port];
    try {
      assert.deepEqual(await keptEndpoints(record(GONE, ports)), {});
      const own = identify(process.pid);
      assert.ok(own);
      const running = record(own, ports);
      assert.deepEqual(await keptEndpoints(running), running.endpoints);
    } finally {
      server.close();
    }
  });
});

describe('portOf', () => {
  it('reads a port, and nothing from the path of a socket', () => {
    assert.equal(portOf('127.0.0.1:80'), 80);
    assert.ok(Number.isNaN(portOf('/run/one:80')));
  });
});
