import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ToolName } from '../../toolchain';
import { findOnPath } from '../../toolchain/path-lookup';
import { makeSandbox, type Sandbox } from './support/sandbox';

describe('findOnPath', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
  });
  afterEach(() => sandbox.remove());

  const find = (name: ToolName, env = sandbox.env) => findOnPath(name, env, sandbox.cache);

  it('takes a compatible tool', async () => {
    const file = sandbox.script('helm', 'echo v3.22.4+g0123456');
    assert.deepEqual(await find('helm'), { found: { path: file, version: 'v3.22.4' }, refused: [] });
  });

  it('refuses another version and says why, then takes the next on PATH', async () => {
    const old = sandbox.script('helm', 'echo v3.10.1');
    const right = sandbox.script('helm', 'echo v3.22.0', path.join(sandbox.directory, 'later'));
    const env = { ...sandbox.env, PATH: `${sandbox.bin}:${path.dirname(right)}` };
    assert.deepEqual(await find('helm', env), {
      found: { path: right, version: 'v3.22.0' },
      refused: [{ path: old, version: 'v3.10.1', reason: 'needs >= 3.22.0 and < 3.23.0' }],
    });
  });

  it('refuses a tool that fails or says no version', async () => {
    const file = sandbox.script('etcd', 'echo 3.6.8; exit 1');
    const reason = 'does not answer `--version` with a version';
    assert.deepEqual(await find('etcd'), { refused: [{ path: file, reason }] });
  });

  it('does not take our own builds for tools of the user', async () => {
    const file = sandbox.script('helm', 'echo v3.22.0', path.join(sandbox.cache, 'bin', '0123'));
    const env = { ...sandbox.env, PATH: path.dirname(file) };
    assert.deepEqual(await find('helm', env), { refused: [] });
  });

  it('asks an executable only once, however many directories lead to it', async () => {
    const file = sandbox.script('helm', 'echo v3.10.1');
    const link = path.join(sandbox.directory, 'link');
    fs.symlinkSync(sandbox.bin, link);
    const { refused } = await find('helm', { ...sandbox.env, PATH: `${sandbox.bin}:${link}` });
    assert.deepEqual(
      refused.map((tool) => tool.path),
      [file],
    );
  });

  it('ignores files that cannot be executed, directories, and relative entries of PATH', async () => {
    fs.mkdirSync(path.join(sandbox.bin, 'etcd'), { recursive: true });
    fs.chmodSync(sandbox.script('helm', 'echo v3.22.0'), 0o644);
    assert.deepEqual(await find('etcd'), { refused: [] });
    assert.deepEqual(await find('helm', { ...sandbox.env, PATH: `${sandbox.bin}:.` }), { refused: [] });
  });

  it('never takes a program of our own from PATH', async () => {
    sandbox.script('redis', 'echo v2.40.0');
    assert.deepEqual(await find('redis'), { refused: [] });
  });

  describe('pulumi', () => {
    it('is taken alone only while it starts policy packs itself', async () => {
      const file = sandbox.script('pulumi', 'echo v3.230.0');
      const reason = 'needs >= 3.220.0 and < 3.230.0 without pulumi-language-nodejs beside it';
      assert.deepEqual(await find('pulumi'), { refused: [{ path: file, version: 'v3.230.0', reason }] });
      sandbox.script('pulumi', 'echo v3.229.0');
      assert.deepEqual((await find('pulumi')).found, { path: file, version: 'v3.229.0' });
    });

    it('is taken with the language host beside it, and then that host is taken too', async () => {
      const file = sandbox.script('pulumi', 'echo v3.255.0');
      const host = sandbox.script('pulumi-language-nodejs', 'exit 1');
      assert.deepEqual((await find('pulumi')).found, { path: file, version: 'v3.255.0' });
      assert.deepEqual((await find('pulumi-language-nodejs')).found, { path: host, version: 'v3.255.0' });
    });

    it('refuses a language host whose pulumi is refused', async () => {
      sandbox.script('pulumi', 'echo v3.100.0');
      const host = sandbox.script('pulumi-language-nodejs', 'exit 1');
      const reason = 'only used from the same directory as a compatible pulumi';
      assert.deepEqual(await find('pulumi-language-nodejs'), { refused: [{ path: host, reason }] });
    });
  });
});
