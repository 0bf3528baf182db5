import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { execa } from 'execa';
import { resolveTools } from '../../toolchain';
import { projectRoot } from '../../toolchain/paths';
import { eventually, filesBelow, installFakeGo, makeSandbox, type Sandbox } from './support/sandbox';

describe('resolveTools in several processes', function () {
  this.timeout(30_000);
  let sandbox: Sandbox;
  let hold: string;
  beforeEach(() => {
    sandbox = makeSandbox();
    hold = path.join(sandbox.directory, 'hold');
    fs.writeFileSync(hold, '');
  });
  afterEach(() => sandbox.remove());

  const child = (names: string[]) =>
    execa(process.execPath, ['--import', 'tsx', 'test/toolchain/support/resolve-child.ts', ...names], {
      cwd: projectRoot,
      env: sandbox.env,
      extendEnv: false,
      reject: false,
    });

  it('builds a tool once: the second process waits, shows it, and takes the first one’s', async () => {
    const go = installFakeGo(sandbox, { hold });
    const first = child(['etcd']);
    await eventually(() => go.builds() === 1);
    const second = child(['etcd']);
    let heard = '';
    second.stdout.on('data', (chunk) => {
      heard += String(chunk);
    });
    await eventually(() => heard.includes('etcd waiting'));
    fs.rmSync(hold);
    assert.equal((await first).stdout, 'etcd building\netcd built');
    assert.equal((await second).stdout, 'etcd waiting\netcd cached');
    assert.equal(go.builds(), 1);
  });

  for (const signal of ['SIGKILL', 'SIGINT'] as const) {
    it(`resumes after ${signal}, whatever the dead process left`, async () => {
      const go = installFakeGo(sandbox, { hold });
      const first = child(['etcd']);
      await eventually(() => go.builds() === 1);
      first.kill(signal);
      await first;
      fs.rmSync(hold);
      const tools = await resolveTools(['etcd'], { env: sandbox.env });
      assert.equal(tools.get('etcd')?.source, 'built');
      assert.equal(fs.readFileSync(tools.get('etcd')?.path ?? '', 'utf8'), '#!/bin/sh\necho whole\n');
      assert.equal(filesBelow(path.join(sandbox.cache, 'tools')).length, 1);
      assert.deepEqual(filesBelow(path.join(sandbox.cache, 'locks')), []);
    });
  }
});
