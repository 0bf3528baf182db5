import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AdmissionregistrationV1Api, CoreV1Api } from '@kubernetes/client-node';
import { EMBEDDED_TOOLS, prepareTools } from '../../../cli/support/tools';
import { embeddedKubeConfig } from '../../../embedded/argo/cluster-reader';
import {
  controlPlaneBinaries,
  controlPlaneProcesses,
  deleteControlPlane,
  startControlPlane,
} from '../../../embedded/control-plane';
import type { ControlPlaneBinaries } from '../../../embedded/control-plane/configuration';
import { type EmbeddedEnvironment, embeddedEnvironment } from '../../../embedded/environment';
import { crashedProcesses } from '../../../embedded/health';
import { isAlive } from '../../../embedded/process/identity';
import { waitUntil } from '../../../embedded/process/wait';
import { resolveTools } from '../../../toolchain';

/** A webhook that must allow every new ConfigMap, where nobody listens. */
const UNANSWERED = {
  name: 'nobody.example.com',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  failurePolicy: 'Fail',
  clientConfig: { url: 'https://127.0.0.1:1/' },
  rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
};
/** By then the API server has noticed a new webhook. */
const NOTICED_MS = 2000;

describe('the embedded control plane', function () {
  this.timeout(180_000);
  let directory: string;
  let environments: EmbeddedEnvironment[];
  let binaries: ControlPlaneBinaries;
  let version: string;
  let start: (environment: EmbeddedEnvironment) => Promise<string>;

  const namespaces = async (environment: EmbeddedEnvironment) => {
    const api = embeddedKubeConfig(environment).makeApiClient(CoreV1Api);
    return (await api.listNamespace()).items.map(({ metadata }) => metadata?.name);
  };

  before(async () => {
    const tools = await prepareTools(EMBEDDED_TOOLS, () => undefined);
    binaries = controlPlaneBinaries(tools.path);
    version = tools.version('kube-apiserver');
    start = (environment) => startControlPlane(environment, binaries, version);
    directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-test-'));
    environments = ['one', 'two'].map((clone) =>
      embeddedEnvironment(directory, 'local', join(directory, clone)),
    );
  });

  after(async () => {
    await Promise.all(environments.map((environment) => deleteControlPlane(environment)));
    rmSync(directory, { recursive: true, force: true });
  });

  async function killScheduler(environment: EmbeddedEnvironment): Promise<void> {
    const scheduler = controlPlaneProcesses(environment).find(
      ({ name }) => name === 'kube-scheduler',
    )?.identity;
    assert.ok(scheduler);
    process.kill(scheduler.pid, 'SIGKILL');
    await waitUntil(() => !isAlive(scheduler), { timeoutMs: 5000, describe: () => 'it lives on' });
  }

  it('starts for two clones at once, each with its own', async () => {
    assert.deepEqual(await Promise.all(environments.map(start)), ['created', 'created']);
    for (const environment of environments)
      assert.ok((await namespaces(environment)).includes('kube-system'));
    const ids = environments.flatMap((environment) =>
      controlPlaneProcesses(environment).map(({ identity }) => identity?.pid),
    );
    assert.equal(new Set(ids).size, 10);
  });

  it('is used again while it runs', async () => {
    const [environment] = environments;
    assert.ok(environment);
    assert.equal(await start(environment), 'running');
    assert.deepEqual(crashedProcesses(environment), []);
  });

  it('answers with its OpenAPI document unpacked, where its API server was built here', async function () {
    const [environment] = environments;
    assert.ok(environment);
    if ((await resolveTools(['kube-apiserver'])).get('kube-apiserver')?.source === 'path') this.skip();
    const config = embeddedKubeConfig(environment);
    const options: RequestOptions = { headers: { 'accept-encoding': 'gzip' } };
    await config.applyToHTTPSOptions(options);
    const [response] = (await once(
      get(`${config.getCurrentCluster()?.server}/openapi/v2`, options),
      'response',
    )) as [IncomingMessage];
    response.destroy();

    assert.equal(response.statusCode, 200);
    assert.equal(response.headers['content-encoding'], undefined);
  });

  it('gets its node where an interrupted start left it without one', async () => {
    const [environment] = environments;
    assert.ok(environment);
    const api = embeddedKubeConfig(environment).makeApiClient(CoreV1Api);
    const nodes = async () => (await api.listNode()).items.map(({ metadata }) => metadata?.name ?? '');
    for (const name of await nodes()) await api.deleteNode({ name });

    await start(environment);
    assert.equal((await nodes()).length, 1);
  });

  it('is noticed when a part has crashed, and comes back with its data', async () => {
    const [environment] = environments;
    assert.ok(environment);
    const api = embeddedKubeConfig(environment).makeApiClient(CoreV1Api);
    await api.createNamespace({ body: { metadata: { name: 'kept' } } });
    await killScheduler(environment);

    assert.deepEqual(
      crashedProcesses(environment).map(({ name }) => name),
      ['kube-scheduler'],
    );
    assert.equal(await start(environment), 'restarted');
    assert.ok((await namespaces(environment)).includes('kept'));
  });

  it('is made again where one of its processes could not start', async () => {
    const environment = embeddedEnvironment(directory, 'local', join(directory, 'three'));
    environments.push(environment);
    const real = binaries['kube-controller-manager'];
    const [once, marker] = ['controller-manager-once', 'tried'].map((name) => join(directory, name)) as [
      string,
      string,
    ];
    const fails = `case "$*" in *--version*) ;; *) [ -e '${marker}' ] || { : > '${marker}'; exit 1; } ;; esac`;
    writeFileSync(once, `#!/bin/sh\n${fails}\nexec '${real}' "$@"\n`, { mode: 0o755 });
    await startControlPlane(environment, { ...binaries, 'kube-controller-manager': once }, version);

    assert.equal(existsSync(marker), true);
    assert.deepEqual(crashedProcesses(environment), []);
    assert.equal(
      controlPlaneProcesses(environment).every(({ identity }) => identity && isAlive(identity)),
      true,
    );
  });

  describe('which does not start again', () => {
    let environment: EmbeddedEnvironment;
    let state: string;

    /** The scheduler ends, and the next one that is started cannot run. */
    async function loseScheduler(): Promise<void> {
      writeFileSync(join(directory, 'refusal'), '');
      await killScheduler(environment);
    }

    before(async () => {
      environment = embeddedEnvironment(directory, 'local', join(directory, 'four'));
      environments.push(environment);
      state = join(environment.pulumiState, '.pulumi', 'stacks', 'argo-bootstrap', 'local.json');
      const [wrapper, refusal] = ['scheduler-refusing', 'refusal'].map((name) => join(directory, name)) as [
        string,
        string,
      ];
      const refuses = `[ -e '${refusal}' ] && { rm '${refusal}'; exit 1; }`;
      const script = `#!/bin/sh\ncase "$*" in *--version*) ;; *) ${refuses} ;; esac\nexec '${binaries['kube-scheduler']}' "$@"\n`;
      writeFileSync(wrapper, script, { mode: 0o755 });
      binaries = { ...binaries, 'kube-scheduler': wrapper };
      assert.equal(await start(environment), 'created');
    });

    it('is made again where its stack made nothing', async () => {
      await loseScheduler();
      assert.equal(await start(environment), 'created');
      assert.deepEqual(crashedProcesses(environment), []);
    });

    it('is left as it is where its stack counts on it, and starts once it can', async () => {
      mkdirSync(dirname(state), { recursive: true });
      writeFileSync(state, JSON.stringify({ checkpoint: { latest: { resources: [{}] } } }));
      const api = embeddedKubeConfig(environment).makeApiClient(CoreV1Api);
      await api.createNamespace({ body: { metadata: { name: 'counted-on' } } });
      await loseScheduler();

      await assert.rejects(start(environment), (error: Error) => {
        assert.match(error.message, /^the control plane of local does not start again: kube-scheduler \[/);
        assert.match(error.message, /\n {2}fix: .*`make down ENV=local`/);
        return true;
      });
      assert.equal(await start(environment), 'restarted');
      assert.ok((await namespaces(environment)).includes('counted-on'));
    });
  });

  it('asks no admission webhook, since no simulated pod would answer', async () => {
    const [environment] = environments;
    assert.ok(environment);
    const config = embeddedKubeConfig(environment);
    const body = { metadata: { name: 'nobody' }, webhooks: [UNANSWERED] };
    const registration = config.makeApiClient(AdmissionregistrationV1Api);
    await registration.createValidatingWebhookConfiguration({ body });
    await registration.createMutatingWebhookConfiguration({ body });
    await delay(NOTICED_MS);
    const written = { namespace: 'default', body: { metadata: { name: 'written' } } };
    await config.makeApiClient(CoreV1Api).createNamespacedConfigMap(written);
  });

  it('leaves no process and no file of its cluster', async () => {
    const [environment, other] = environments;
    assert.ok(environment && other);
    const identities = controlPlaneProcesses(environment).flatMap(({ identity }) => identity ?? []);
    await deleteControlPlane(environment);
    assert.equal(identities.some(isAlive), false);
    assert.equal(existsSync(environment.kubeconfig), false);
    assert.ok((await namespaces(other)).includes('default'), 'the other clone is not touched');
  });
});
