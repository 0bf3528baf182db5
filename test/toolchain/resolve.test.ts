import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ProblemError } from '../../gitops/problem';
import { resolveTools, type ToolName, type ToolProgress } from '../../toolchain';
import { eventually, filesBelow, installFakeGo, makeSandbox, type Sandbox } from './support/sandbox';

describe('resolveTools', () => {
  let sandbox: Sandbox;
  let events: string[];
  beforeEach(() => {
    sandbox = makeSandbox();
    events = [];
  });
  afterEach(() => sandbox.remove());

  const progress = (event: ToolProgress) =>
    events.push(`${event.tool} ${event.state} ${event.index}/${event.total}, ${event.remaining} left`);
  const resolve = (names: ToolName[], signal?: AbortSignal) =>
    resolveTools(names, { env: sandbox.env, progress, ...(signal ? { signal } : {}) });
  /** What the build reads of Argo CD's module, with this text as its controller. */
  const argoModule = (controller: string) => {
    const module = path.join(sandbox.directory, 'module');
    for (const name of ['git-verify-wrapper.sh', 'gpg-wrapper.sh'])
      sandbox.script(name, 'exit 0', path.join(module, 'hack'));
    fs.mkdirSync(path.join(module, 'controller'));
    fs.writeFileSync(path.join(module, 'controller', 'appcontroller.go'), controller);
    return module;
  };
  const problemOf = async (names: ToolName[]) => {
    const error: unknown = await resolve(names).then(
      () => assert.fail('it succeeded'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ProblemError, String(error));
    assert.equal(error.problems.length, 1);
    const [problem] = error.problems;
    assert.ok(problem);
    return problem;
  };

  it('takes what PATH has and builds the rest, quick builds first', async () => {
    const go = installFakeGo(sandbox);
    const helm = sandbox.script('helm', 'echo v3.22.0');
    const tools = await resolve(['etcd', 'helm', 'redis']);
    assert.deepEqual(events, [
      'helm found 1/3, 2 left',
      'redis building 2/3, 1 left',
      'redis built 2/3, 1 left',
      'etcd building 3/3, 0 left',
      'etcd built 3/3, 0 left',
    ]);
    assert.deepEqual(
      [...tools.values()].map(({ name, version, source }) => [name, version, source]),
      [
        ['helm', 'v3.22.0', 'path'],
        ['redis', 'v2.40.0', 'built'],
        ['etcd', 'v3.6.8', 'built'],
      ],
    );
    assert.equal(tools.get('helm')?.path, helm);
    assert.equal(go.builds(), 2);
    assert.deepEqual(
      filesBelow(sandbox.cache).map((file) => file.replace(/-[0-9a-f]{12}-/, '-DIGEST-')),
      [
        'logs/etcd.log',
        'logs/redis.log',
        'tools/etcd/v3.6.8-DIGEST-go1.26.8/etcd',
        'tools/redis/v2.40.0-DIGEST-go1.26.8/redis',
      ],
    );
  });

  it('builds nothing twice, and needs no Go for what is built', async () => {
    installFakeGo(sandbox);
    const [first] = (await resolve(['etcd'])).values();
    fs.rmSync(path.join(sandbox.bin, 'go'));
    const [second] = (await resolve(['etcd'])).values();
    assert.deepEqual(second, { ...first, source: 'cache' });
    assert.equal(events.at(-1), 'etcd cached 1/1, 0 left');
  });

  it('builds again with another Go', async () => {
    installFakeGo(sandbox);
    await resolve(['etcd']);
    installFakeGo(sandbox, { version: '1.26.9' });
    const [tool] = (await resolve(['etcd'])).values();
    assert.equal(tool?.source, 'built');
  });

  it('gives argocd its other names and the scripts of its module', async () => {
    const module = argoModule('addr := "0.0.0.0:%d"');
    installFakeGo(sandbox, { module });
    const argocd = (await resolve(['argocd'])).get('argocd');
    assert.ok(argocd?.aliases.includes('argocd-repo-server'));
    assert.deepEqual([...(argocd?.companions.keys() ?? [])], ['git-verify-wrapper.sh', 'gpg-wrapper.sh']);
    for (const file of argocd?.companions.values() ?? []) fs.accessSync(file, fs.constants.X_OK);
  });

  it('shows Go a controller that listens on loopback alone', async () => {
    const module = argoModule('addr := "0.0.0.0:%d"');
    const seen = path.join(sandbox.directory, 'seen');
    installFakeGo(sandbox, { module, shown: seen });
    await resolve(['argocd']);
    assert.equal(fs.readFileSync(seen, 'utf8'), 'addr := "127.0.0.1:%d"');
  });

  it('fails where the text to replace has moved on', async () => {
    const module = argoModule('addr := metricsAddress');
    installFakeGo(sandbox, { module });
    const problem = await problemOf(['argocd']);
    assert.match(
      JSON.stringify(problem),
      /controller\/appcontroller\.go holds .*0\.0\.0\.0:%d.* 0 times, not once/,
    );
  });

  it('names every missing tool at once with all remedies when there is no Go', async () => {
    sandbox.script('helm', 'echo v3.10.1');
    const problem = await problemOf(['redis', 'helm', 'helmfile']);
    assert.equal(problem.rule, 'tools-missing');
    assert.equal(
      problem.found,
      `not on PATH, not in the cache, and no Go to build them with: redis v2.40.0, helm v3.22.0 (refused ${sandbox.bin}/helm v3.10.1: needs >= 3.22.0 and < 3.23.0), helmfile v1.8.0`,
    );
    assert.equal(problem.expected, 'Go >= 1.26.6, or these tools on PATH');
    assert.match(problem.fix, /^install Go >= 1\.26\.6 .*\(redis can only be built\); or run `mise install`/);
    assert.match(problem.fix, /helmfile v1\.8\.0: https:\/\/github\.com\/helmfile\/helmfile\/releases$/);
    assert.deepEqual(filesBelow(sandbox.cache), []);
  });

  it('says so when Go is too old', async () => {
    const go = installFakeGo(sandbox, { version: '1.24.1' });
    const problem = await problemOf(['etcd']);
    assert.match(
      problem.found,
      /^not on PATH, not in the cache, and Go 1\.24\.1 is too old to build them: etcd v3\.6\.8$/,
    );
    assert.equal(go.builds(), 0);
  });

  it('names the tool, the log and the remedy when a build fails, and leaves nothing half', async () => {
    installFakeGo(sandbox, { failure: 'main.go:1: undefined: everything' });
    const problem = await problemOf(['etcd']);
    assert.deepEqual(problem, {
      rule: 'tool-build-failed',
      found: `building etcd v3.6.8 failed: main.go:1: undefined: everything (log: ${sandbox.cache}/logs/etcd.log)`,
      expected: '`go build go.etcd.io/etcd/server/v3` in toolchain/etcd succeeds',
      fix: 'read the log, then run this again: what was compiled is kept',
    });
    assert.deepEqual(filesBelow(sandbox.cache), ['logs/etcd.log']);
    assert.equal(events.at(-1), 'etcd failed 1/1, 0 left');
  });

  for (const [failure, fix] of [
    ['write out.a: no space left on device', /^free some disk space/],
    ['Get "https://proxy/x": dial tcp: lookup proxy: no such host', /^check that the Go module proxy/],
    ['link: signal: killed', /^the compiler was killed, most likely for want of memory/],
    ['verifying module: checksum mismatch', /^the module proxy served something else/],
  ] as const) {
    it(`knows the remedy for "${failure}"`, async () => {
      installFakeGo(sandbox, { failure });
      assert.match((await problemOf(['etcd'])).fix, fix);
    });
  }

  it('explains a cache that cannot be written, and names another place as the remedy', async () => {
    installFakeGo(sandbox);
    fs.writeFileSync(sandbox.cache, 'a file where the cache should be');
    const problem = await problemOf(['etcd']);
    assert.equal(problem.rule, 'cache-not-writable');
    assert.match(problem.found, /cannot write to the cache .*\/cache: (ENOTDIR|EEXIST)/);
    assert.equal(
      problem.fix,
      'make the directory writable, or set ARGO_BOOTSTRAP_CACHE to another directory',
    );
  });

  it('stops when aborted, leaves nothing half, and builds in the next run', async () => {
    const hold = path.join(sandbox.directory, 'hold');
    fs.writeFileSync(hold, '');
    const go = installFakeGo(sandbox, { hold });
    const abort = new AbortController();
    const running = resolve(['etcd'], abort.signal);
    await eventually(() => go.builds() === 1);
    abort.abort();
    await assert.rejects(running, { name: 'AbortError' });
    assert.deepEqual(filesBelow(sandbox.cache), ['logs/etcd.log']);
    fs.rmSync(hold);
    assert.equal((await resolve(['etcd'])).get('etcd')?.source, 'built');
  });

  it('breaks a stale lock and clears what its process left', async () => {
    installFakeGo(sandbox);
    const half = path.join(sandbox.cache, 'tools', 'etcd', '.building-x', 'etcd');
    fs.mkdirSync(path.dirname(half), { recursive: true });
    fs.writeFileSync(half, 'half');
    fs.mkdirSync(path.join(sandbox.cache, 'locks'));
    const owner = { pid: process.pid, started: 'long ago', host: os.hostname() };
    fs.writeFileSync(path.join(sandbox.cache, 'locks', 'etcd.lock'), JSON.stringify(owner));
    assert.equal((await resolve(['etcd'])).get('etcd')?.source, 'built');
    assert.equal(fs.existsSync(half), false);
    assert.deepEqual(fs.readdirSync(path.join(sandbox.cache, 'locks')), []);
  });
});
