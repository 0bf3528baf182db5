import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Cluster } from '../../../embedded/provider/cluster/cluster';
import { valueAt } from '../../../embedded/provider/cluster/objects';
import {
  containsSecret,
  isSecret,
  isUnknown,
  type JsonObject,
  secret,
} from '../../../embedded/provider/wire/values';
import { resolveTools } from '../../../toolchain';
import { apiOf } from './support/api';
import { ChartRepository } from './support/chart-repository';
import { type TestCluster, testCluster } from './support/cluster';
import { initFailure, Plugin, type Resource, urnOf } from './support/plugin';
import { until } from './support/until';

const RELEASE = 'kubernetes:helm.sh/v3:Release';
const NAMESPACE = 'releases';
/** How data packed by gzip begins, and what its ninth byte is where it was packed neither for size nor for speed. */
const GZIP = [0x1f, 0x8b];
const USUAL_LEVEL = 0;
const NOWHERE = { 'no-such': 'node' };

describe('the offline provider, Helm releases', function () {
  this.timeout(60_000);
  let cluster: TestCluster;
  let plugin: Plugin;
  let api: Cluster;
  let home: string;
  let chart: string;

  before(async function () {
    this.timeout(120_000);
    cluster = await testCluster();
    home = await mkdtemp(join(tmpdir(), 'argo-bootstrap-test-'));
    chart = join(home, 'chart');
    await cp(join(__dirname, 'support', 'chart'), chart, { recursive: true });
    api = apiOf(cluster.kubeconfig);
    plugin = await start();
    await plugin.create(urnOf('kubernetes:core/v1:Namespace', NAMESPACE), { metadata: { name: NAMESPACE } });
  });

  after(async () => {
    await plugin?.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function start(): Promise<Plugin> {
    const env = { ...process.env, KUBECONFIG: cluster.kubeconfig, HELM_BIN: await recordingHelm() };
    const started = await Plugin.start(home, env);
    await started.configure({});
    return started;
  }

  const release = (name: string, values: JsonObject, more: JsonObject = {}): JsonObject => ({
    name,
    namespace: NAMESPACE,
    chart,
    values,
    timeout: 20,
    compat: 'true',
    ...more,
  });

  it('installs, upgrades, notices a changed chart, and uninstalls', async () => {
    const urn = urnOf(RELEASE, 'life');
    const made = await plugin.create(urn, release('life', { message: 'one' }));
    assert.equal(made.id, `${NAMESPACE}/life`);
    assert.deepEqual(valueAt(made.state, 'status'), {
      appVersion: '7',
      chart: 'tiny',
      name: 'life',
      namespace: NAMESPACE,
      revision: 1,
      status: 'deployed',
      version: '0.1.0',
    });
    assert.deepEqual(made.state['resourceNames'], {
      'ConfigMap/v1': ['life'],
      'Deployment.apps/apps/v1': ['life'],
    });
    assert.deepEqual((await plugin.diff(made, release('life', { message: 'one' }))).changes, []);
    const wanted = release('life', { message: 'two', extra: { a: 1 } });
    assert.deepEqual((await plugin.diff(made, wanted)).changes, [
      'values.extra: add',
      'values.message: update',
    ]);
    const updated = await plugin.update(made, wanted);
    assert.equal(await message('life'), 'two');
    const values = join(chart, 'values.yaml');
    const original = await readFile(values, 'utf8');
    await writeFile(values, `${original}# changed\n`);
    assert.deepEqual((await plugin.diff(updated, wanted)).changes, ['checksum: update']);
    await writeFile(values, original);
    await plugin.delete(updated);
    assert.equal(await message('life'), undefined);
    await plugin.delete(updated);
  });

  it('have a record packed at the usual level, where helm was built here', async function () {
    if ((await resolveTools(['helm'])).get('helm')?.source === 'path') this.skip();
    const made = await plugin.create(urnOf(RELEASE, 'packed'), release('packed', { message: 'one' }));
    const stored = { apiVersion: 'v1', kind: 'Secret', namespace: NAMESPACE };
    const record = await api.get({ ...stored, name: 'sh.helm.release.v1.packed.v1' });
    await plugin.delete(made);

    const text = Buffer.from(String(valueAt(record ?? {}, 'data', 'release')), 'base64').toString();
    const header = [...Buffer.from(text, 'base64').subarray(0, 9)];
    assert.deepEqual(header.slice(0, 2), GZIP);
    assert.equal(header[8], USUAL_LEVEL);
  });

  it('merges value files as helm does, the program last', async () => {
    const file = (text: string) => ({
      '4dabf18193072939515e22adb298388d': 'c44067f5952c0a294b673a41bacd8c17',
      text,
      hash: '',
    });
    const valueYamlFiles = [
      file('message: from-file\nflag: yes\nwhen: 2026-01-01\nkept: {a: 1}'),
      file('kept: {b: 2}'),
    ];
    const { inputs, failures } = await plugin.check(
      urnOf(RELEASE, 'm'),
      release('m', { message: 'own' }, { valueYamlFiles }),
    );
    assert.deepEqual(failures, []);
    assert.deepEqual(inputs['values'], {
      flag: true,
      kept: { a: 1, b: 2 },
      message: 'own',
      when: '2026-01-01',
    });
    assert.equal(inputs['valueYamlFiles'], undefined);
    const broken = release('m', {}, { valueYamlFiles: [file('a: 1\nb: [CANARY')] });
    const refused = await plugin.check(urnOf(RELEASE, 'm'), broken);
    assert.match(refused.failures.join(), /^a string asset:\d: /);
    assert.ok(!refused.failures.join().includes('CANARY'));
  });

  it('reports in the preview what the chart refuses, and changes nothing', async () => {
    const bad = release('preview', { message: '' });
    await assert.rejects(
      plugin.create(urnOf(RELEASE, 'preview'), bad, { preview: true }),
      /the chart of the Helm release releases\/preview doesn't render: .*a message is required/s,
    );
    const good = await plugin.create(urnOf(RELEASE, 'preview'), release('preview', {}), { preview: true });
    assert.ok(isUnknown(good.state['status']));
    assert.equal(await message('preview'), undefined);
    const nowhere = await plugin.check(urnOf(RELEASE, 'n'), { ...release('n', {}), chart: './not-there' });
    assert.match(nowhere.failures.join(), /\.\/not-there is no chart/);
  });

  it('keeps a failed release with the reason, and mends it in the next run', async () => {
    const stuck = release('stuck', { nodeSelector: NOWHERE }, { timeout: 3 });
    const error: unknown = await plugin.create(urnOf(RELEASE, 'stuck'), stuck).catch((reason) => reason);
    const failure = initFailure(error);
    assert.equal(failure?.id, `${NAMESPACE}/stuck`);
    assert.equal(valueAt(failure?.state ?? {}, 'status', 'status'), 'failed');
    assert.match(
      failure?.reasons.join('\n') ?? '',
      /Helm release releases\/stuck: [\s\S]*Deployment releases\/stuck: 0 of 1 replicas available[\s\S]*Unschedulable/,
    );
    const left = {
      urn: urnOf(RELEASE, 'stuck'),
      id: `${NAMESPACE}/stuck`,
      inputs: stuck,
      state: failure?.state ?? {},
    };
    const mended = await plugin.update(left, release('stuck', {}));
    assert.equal(valueAt(mended.state, 'status', 'status'), 'deployed');
    const broken = plugin.update(mended, stuck);
    const again = initFailure(await broken.catch((reason: unknown) => reason));
    const after = { ...left, inputs: stuck, state: again?.state ?? {} };
    assert.equal(valueAt((await plugin.update(after, release('stuck', {}))).state, 'status', 'revision'), 5);
  });

  it('recovers releases that an interrupted run left pending', async () => {
    const urn = urnOf(RELEASE, 'pending');
    await interrupted('pending', { nodeSelector: NOWHERE }, 'pending-install');
    const made = await plugin.create(urn, release('pending', {}));
    assert.equal(valueAt(made.state, 'status', 'status'), 'deployed');
    assert.match(
      messages(),
      /releases\/pending is pending-install, left by an interrupted run: uninstalling it/,
    );
    await interrupted('pending', { nodeSelector: NOWHERE }, 'pending-upgrade');
    const updated = await plugin.update(made, release('pending', { message: 'after' }));
    assert.equal(valueAt(updated.state, 'status', 'status'), 'deployed');
    assert.match(
      messages(),
      /releases\/pending is pending-upgrade, left by an interrupted run: rolling back to revision 1/,
    );
    assert.equal(await message('pending'), 'after');
  });

  it('refuses a release of somebody else, and takes over its own', async () => {
    await helm('install', 'theirs', chart, '--namespace', NAMESPACE, '--wait');
    await assert.rejects(
      plugin.create(urnOf(RELEASE, 'theirs'), release('theirs', {})),
      /releases\/theirs exists already/,
    );
    await plugin.create(urnOf(RELEASE, 'ours'), release('ours', {}));
    const again = await plugin.create(urnOf(RELEASE, 'ours'), release('ours', { message: 'again' }));
    assert.equal(valueAt(again.state, 'status', 'revision'), 2);
  });

  it('finds drift on refresh: values, and objects that are gone; imports by id', async () => {
    const made = await plugin.create(urnOf(RELEASE, 'drift'), release('drift', { message: 'one' }));
    assert.deepEqual(
      (await plugin.diff(await refreshed(made), release('drift', { message: 'one' }))).changes,
      [],
    );
    await helm('upgrade', 'drift', chart, '--namespace', NAMESPACE, '--set', 'message=by-hand', '--wait');
    const drifted = await refreshed(made);
    assert.deepEqual((await plugin.diff(drifted, release('drift', { message: 'one' }))).changes, [
      'values.message: update',
    ]);
    const imported = await refreshed({ urn: made.urn, id: made.id, inputs: {}, state: {} });
    assert.deepEqual(imported.inputs['values'], { message: 'by-hand' });
    await api.delete(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: 'drift' },
      'Background',
    );
    const failure = initFailure(await plugin.read(made).catch((reason: unknown) => reason));
    assert.match(failure?.reasons.join('\n') ?? '', /ConfigMap drift is missing/);
    await plugin.update(made, release('drift', { message: 'one' }));
    assert.equal(await message('drift'), 'one');
    await plugin.delete(made);
    assert.equal(await plugin.read(made), undefined);
  });

  it('keeps secret values out of state, messages, and the process list', async () => {
    const canary = 'CANARY-release-77a2';
    const values = { message: secret(canary), nodeSelector: NOWHERE };
    const inputs = release('hidden', values, { timeout: 2 });
    const error: unknown = await plugin.create(urnOf(RELEASE, 'hidden'), inputs).catch((reason) => reason);
    const failure = initFailure(error);
    assert.ok(failure && containsSecret(failure.state['values']));
    const shown = [
      clearText(failure.state),
      ...failure.reasons,
      String(error),
      messages(),
      await commandLines('upgrade --install hidden'),
    ];
    for (const text of shown) assert.ok(!text.includes(canary), text.slice(0, 2000));
    const refused = release('hidden', { message: '', nodeSelector: secret({ a: canary }) });
    await assert.rejects(
      plugin.create(urnOf(RELEASE, 'refused'), { ...refused, chart }, { preview: true }),
      (reason: Error) => {
        assert.ok(!reason.message.includes(canary), reason.message);
        return true;
      },
    );
  });

  it('fetches charts from a repository that wants a password, which nobody else sees', async () => {
    const packed = join(home, 'repository');
    await helm('package', chart, '--destination', packed);
    await helm('repo', 'index', packed);
    const password = 'CANARY-repository-0b3e';
    const repository = await ChartRepository.start(packed, 'reader', password);
    try {
      const repositoryOpts = { repo: repository.url, username: 'reader', password: secret(password) };
      const remote = (version: string) => release('remote', {}, { chart: 'tiny', version, repositoryOpts });
      const made = await plugin.create(urnOf(RELEASE, 'remote'), remote('^0.1.0'));
      assert.equal(made.inputs['version'], '0.1.0');
      assert.ok(!clearText(made.state).includes(password));
      assert.deepEqual((await plugin.diff(made, remote('0.1.0'))).changes, []);
      const wrong = {
        ...remote('>0'),
        repositoryOpts: { ...repositoryOpts, password: secret('CANARY-wrong') },
      };
      const { failures } = await plugin.check(made.urn, wrong);
      assert.match(failures.join(), /401/);
      for (const text of [failures.join(), messages(), await commandLines('show chart origin/tiny')])
        assert.ok(!text.includes('CANARY'));
    } finally {
      await repository.stop();
    }
  });

  it('ends when it is cancelled, and keeps what there is', async () => {
    const other = await start();
    const slow = other.create(
      urnOf(RELEASE, 'slow'),
      release('slow', { nodeSelector: NOWHERE }, { timeout: 60 }),
    );
    const ended = slow.catch((reason: unknown) => reason);
    await until(async () => (await message('slow')) !== undefined);
    await other.cancel();
    const error = await ended;
    await other.stop();
    assert.ok(error instanceof Error);
    const made = await plugin.create(urnOf(RELEASE, 'slow'), release('slow', {}));
    assert.equal(valueAt(made.state, 'status', 'status'), 'deployed');
  });

  const run = promisify(execFile);

  function helm(...args: string[]) {
    return run(cluster.tools.path('helm'), args, { env: { ...process.env, KUBECONFIG: cluster.kubeconfig } });
  }

  /** Kills a helm in the middle of its work, as a crash would. */
  async function interrupted(name: string, values: JsonObject, status: string): Promise<void> {
    const args = [
      'upgrade',
      '--install',
      name,
      chart,
      '--namespace',
      NAMESPACE,
      '--wait',
      '--set-json',
      `nodeSelector=${JSON.stringify(values['nodeSelector'])}`,
    ];
    const child = execFile(cluster.tools.path('helm'), args, {
      env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    });
    child.on('error', () => undefined);
    await until(async () =>
      (await helm('list', '--all', '--namespace', NAMESPACE, '--filter', `^${name}$`)).stdout.includes(
        status,
      ),
    );
    child.kill('SIGKILL');
  }

  async function message(name: string): Promise<unknown> {
    const found = await api.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name });
    return found && valueAt(found, 'data', 'message');
  }

  function messages(): string {
    return plugin.engine.messages.join('\n');
  }

  async function refreshed(resource: Resource): Promise<Resource> {
    const now = await plugin.read(resource);
    assert.ok(now, `${resource.id} is gone`);
    return now;
  }

  /** A helm that writes each of its command lines to a file: a look at the process list now and then misses short ones. */
  async function recordingHelm(): Promise<string> {
    const file = join(home, 'helm');
    const script = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${helmLog()}'\nexec '${cluster.tools.path('helm')}' "$@"\n`;
    await writeFile(file, script, { mode: 0o755 });
    return file;
  }

  const helmLog = () => join(home, 'helm.log');

  /** Every command line that the provider gave helm; one of them has to hold `expected`. */
  async function commandLines(expected: string): Promise<string> {
    const lines = await readFile(helmLog(), 'utf8');
    assert.ok(lines.includes(expected), `${expected} was never run`);
    return lines;
  }
});

/** What a state shows to somebody who has no key: everything outside the secret envelopes. */
function clearText(value: unknown): string {
  return JSON.stringify(value, (_, item) => (isSecret(item) ? '[secret]' : item));
}
