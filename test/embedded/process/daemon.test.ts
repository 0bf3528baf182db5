import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DaemonSpec,
  ensureDaemon,
  listDaemons,
  logTail,
  readDaemon,
  stopDaemon,
} from '../../../embedded/process/daemon';
import { isAlive } from '../../../embedded/process/identity';
import { waitForEndpoint, waitUntil } from '../../../embedded/process/wait';
import { temporaryDirectory } from '../../support/temporary';

const sleeper = (name: string, env: Record<string, string> = {}): DaemonSpec => ({
  name,
  command: process.execPath,
  args: ['-e', 'setInterval(() => {}, 1000)'],
  env,
  endpoints: {},
});

describe('ensureDaemon', () => {
  // Before the directory's own hook, which removes the records of what is to be stopped.
  afterEach(async () => {
    await Promise.all(listDaemons(directory.path).map((record) => stopDaemon(record)));
  });
  const directory = temporaryDirectory();

  it('keeps a process that runs with the same settings', async () => {
    const first = await ensureDaemon(directory.path, sleeper('one'));
    const second = await ensureDaemon(directory.path, sleeper('one'));
    assert.equal(second.pid, first.pid);
    assert.equal(isAlive(first), true);
  });

  it('starts it anew where a setting has changed', async () => {
    const first = await ensureDaemon(directory.path, sleeper('one'));
    const second = await ensureDaemon(directory.path, sleeper('one', { LEVEL: 'debug' }));
    assert.notEqual(second.pid, first.pid);
    assert.equal(isAlive(first), false);
  });

  it('starts it anew where it has crashed', async () => {
    const first = await ensureDaemon(directory.path, sleeper('one'));
    process.kill(first.pid, 'SIGKILL');
    await waitUntil(() => !isAlive(first), { timeoutMs: 5000, describe: () => 'it lives on' });
    const second = await ensureDaemon(directory.path, sleeper('one'));
    assert.notEqual(second.pid, first.pid);
  });

  it('writes down no variable, since one may hold a secret', async () => {
    const record = await ensureDaemon(directory.path, sleeper('one', { PASSWORD: 'canary-7c1f' }));
    assert.equal(JSON.stringify(readDaemon(directory.path, 'one')).includes('canary-7c1f'), false);
    assert.equal(record.name, 'one');
  });

  it('forgets a process that was stopped', async () => {
    const record = await ensureDaemon(directory.path, sleeper('one'));
    await stopDaemon(record);
    assert.equal(isAlive(record), false);
    assert.deepEqual(listDaemons(directory.path), []);
  });

  it('insists where a process does not end when it is asked', async () => {
    const ready = join(directory.path, 'ready');
    const script = `process.on('SIGTERM', () => {}); require('fs').writeFileSync(${JSON.stringify(ready)}, ''); setInterval(() => {}, 1000)`;
    const record = await ensureDaemon(directory.path, { ...sleeper('deaf'), args: ['-e', script] });
    await waitUntil(() => existsSync(ready), { timeoutMs: 5000, describe: () => 'it did not start' });
    await stopDaemon(record);
    assert.equal(isAlive(record), false);
  }).timeout(15_000);

  it('does not take a later process with the same id for the one it started', async () => {
    const record = await ensureDaemon(directory.path, sleeper('one'));
    assert.equal(isAlive({ ...record, startedAt: '1' }), false);
  });

  it('skips a record that cannot be read', () => {
    writeFileSync(join(directory.path, 'torn.json'), '{"name":');
    assert.deepEqual(listDaemons(directory.path), []);
  });
});

describe('waitForEndpoint', () => {
  const directory = temporaryDirectory();

  it("ends at once with the log's end where the process has ended", async () => {
    const spec = {
      ...sleeper('brief'),
      args: ['-e', 'console.error("no such flag: --colour"); process.exit(3)'],
    };
    const record = await ensureDaemon(directory.path, spec);
    await assert.rejects(waitForEndpoint(record, '127.0.0.1:1'), (error: Error) => {
      assert.equal(error.message, 'brief ended by itself; its log says:\nno such flag: --colour');
      return true;
    });
    assert.equal(logTail(record), 'no such flag: --colour');
  });
});
