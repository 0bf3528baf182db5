import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { binDirectory, type ResolvedTool, type ToolName } from '../../toolchain';
import { makeSandbox, type Sandbox } from './support/sandbox';

describe('binDirectory', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
  });
  afterEach(() => sandbox.remove());

  const tool = (name: ToolName, extra: Partial<ResolvedTool> = {}): [ToolName, ResolvedTool] => [
    name,
    {
      name,
      version: 'v1.0.0',
      source: 'cache',
      path: sandbox.script(name, 'basename "$0"'),
      aliases: [],
      companions: new Map(),
      ...extra,
    },
  ];

  it('offers tools, aliases and companions, and nothing else', async () => {
    const helper = sandbox.script('helper', 'exit 0');
    const tools = new Map([
      tool('argocd', { aliases: ['argocd-server'], companions: new Map([['helper.sh', helper]]) }),
      tool('helm'),
    ]);
    const directory = await binDirectory(tools, sandbox.env);
    assert.deepEqual(fs.readdirSync(directory).sort(), ['argocd', 'argocd-server', 'helm', 'helper.sh']);
    assert.equal(fs.realpathSync(path.join(directory, 'argocd-server')), path.join(sandbox.bin, 'argocd'));
  });

  it('is the same for the same tools in any order, another for others, and leaves nothing beside', async () => {
    const [helm, etcd] = [tool('helm'), tool('etcd')];
    const one = await binDirectory(new Map([helm, etcd]), sandbox.env);
    const two = await binDirectory(new Map([etcd, helm]), sandbox.env);
    const other = await binDirectory(new Map([helm]), sandbox.env);
    assert.equal(one, two);
    assert.notEqual(one, other);
    assert.equal(fs.readdirSync(path.dirname(one)).length, 2);
  });

  it('survives being made twice at once', async () => {
    const tools = new Map([tool('helm'), tool('etcd')]);
    const made = await Promise.all([1, 2, 3].map(() => binDirectory(tools, sandbox.env)));
    assert.equal(new Set(made).size, 1);
    assert.deepEqual(fs.readdirSync(path.join(sandbox.cache, 'bin')).length, 1);
  });

  it('explains a cache that cannot be written', async () => {
    fs.writeFileSync(sandbox.cache, '');
    await assert.rejects(binDirectory(new Map([tool('helm')]), sandbox.env), /\[cache-not-writable\]/);
  });
});
