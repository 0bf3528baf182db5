import assert from 'node:assert/strict';
import { diagnose, formatDoctor, type ToolReport, toolNames } from '../../toolchain';
import { filesBelow, installFakeGo, makeSandbox, type Sandbox } from './support/sandbox';

describe('diagnose', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
  });
  afterEach(() => sandbox.remove());

  const reportOn = async (name: string) =>
    (await diagnose(sandbox.env)).find((report) => report.name === name);

  it('reports on the prerequisites and every tool, and writes nothing', async () => {
    installFakeGo(sandbox);
    const reports = await diagnose(sandbox.env);
    assert.deepEqual(
      reports.map(({ name }) => name),
      ['go', 'node', 'git', 'make', ...toolNames],
    );
    assert.deepEqual(filesBelow(sandbox.cache), []);
  });

  it('finds a tool on PATH, and one to be built', async () => {
    installFakeGo(sandbox);
    const path = sandbox.script('helm', 'echo v3.22.0');
    const wanted = '>= 3.22.0 and < 3.23.0';
    assert.deepEqual(await reportOn('helm'), {
      name: 'helm',
      kind: 'tool',
      wanted,
      refused: [],
      source: 'path',
      path,
      version: 'v3.22.0',
    });
    assert.deepEqual(await reportOn('redis'), {
      name: 'redis',
      kind: 'tool',
      wanted: 'v2.40.0, built here',
      refused: [],
      source: 'build',
    });
  });

  it('says what to do about a tool that cannot be built, and why the one on PATH is refused', async () => {
    const path = sandbox.script('helm', 'echo v3.10.0');
    assert.deepEqual(await reportOn('helm'), {
      name: 'helm',
      kind: 'tool',
      wanted: '>= 3.22.0 and < 3.23.0',
      refused: [{ path, version: 'v3.10.0', reason: 'needs >= 3.22.0 and < 3.23.0' }],
      source: 'missing',
      fix: 'install Go >= 1.26.0, or take v3.22.0 from https://github.com/helm/helm/releases',
    });
  });

  it('refuses a prerequisite that is too old, even with a newer one after it: the first is what runs', async () => {
    const path = sandbox.script('node', 'echo v18.0.0');
    const report = await reportOn('node');
    assert.equal(report?.source, 'missing');
    assert.deepEqual(report?.refused, [{ path, version: 'v18.0.0', reason: 'needs >= 20.19.0' }]);
  });
});

describe('formatDoctor', () => {
  const base = { kind: 'tool', wanted: '>= 1.0.0', refused: [] } as const;
  const helm: ToolReport = {
    ...base,
    name: 'helm',
    source: 'path',
    path: '/usr/bin/helm',
    version: 'v1.0.1',
  };

  it('is a table with refusals and remedies below the tools, and a summary', () => {
    const refused = [{ path: '/usr/bin/etcd', version: 'v0.9.0', reason: 'needs >= 1.0.0' }];
    const etcd: ToolReport = { ...base, name: 'etcd', source: 'missing', refused, fix: 'install it' };
    const redis: ToolReport = { ...base, name: 'redis', source: 'build' };
    assert.equal(
      formatDoctor([helm, etcd, redis]),
      [
        'TOOL   VERSION  FROM     WANTED    WHERE',
        'helm   v1.0.1   path     >= 1.0.0  /usr/bin/helm',
        'etcd   -        missing  >= 1.0.0  -',
        '    refused /usr/bin/etcd v0.9.0: needs >= 1.0.0',
        '    fix: install it',
        'redis  -        build    >= 1.0.0  -',
        '',
        'Built when first needed: redis.',
        'Missing: etcd. `mise install` installs what mise.toml pins.',
      ].join('\n'),
    );
  });

  it('says when everything is there', () => {
    assert.match(formatDoctor([helm]), /\n\nEverything is there\.$/);
  });
});
