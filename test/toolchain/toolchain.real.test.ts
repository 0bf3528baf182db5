import assert from 'node:assert/strict';
import * as path from 'node:path';
import { execa } from 'execa';
import { binDirectory, resolveTools } from '../../toolchain';
import { filesBelow, makeSandbox, type Sandbox } from './support/sandbox';

describe('the toolchain with the real Go', function () {
  this.timeout(180_000);
  let sandbox: Sandbox;
  before(() => {
    sandbox = makeSandbox();
  });
  after(() => sandbox.remove());

  it('builds a tool into an empty cache and offers it on PATH', async () => {
    const env = { ...process.env, ARGO_BOOTSTRAP_CACHE: sandbox.cache };
    const tools = await resolveTools(['redis'], { env });
    assert.equal(tools.get('redis')?.source, 'built');
    const directory = await binDirectory(tools, env);
    const help = await execa(path.join(directory, 'redis'), ['--help'], { reject: false, all: true });
    assert.match(help.all, /-address string\n\s+loopback address to listen on/);
    assert.deepEqual(
      filesBelow(sandbox.cache).filter((file) => /\.building-|locks\//.test(file)),
      [],
    );
  });
});
