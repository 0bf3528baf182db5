import assert from 'node:assert/strict';
import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestEnvironment } from './support/environment';

const MINUTE = 60_000;
const TREE = 'infra/kubernetes/gitops/argocd';
const SLICE = `${TREE}/apps/shop`;
const NAMESPACE = ['--namespace', 'shop'] as const;
const ADOPT = ['adopt', 'shop', ...NAMESPACE, '--env', 'local'] as const;

/** Labels that charts put on their objects for Helm, and a test that it runs. */
const HELM_LABELS = `
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
app.kubernetes.io/managed-by: {{ .Release.Service }}`;
const HELM_TEST = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}-test
  annotations:
    helm.sh/hook: test
spec:
  restartPolicy: Never
  containers: [{name: test, image: docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine}]
`;

describe('taking a Helm release over, end to end', function () {
  this.timeout(5 * MINUTE);
  let environment: TestEnvironment;
  let chart: string;
  let identity: string;

  /** What must not change: the uid of the Deployment, and each pod with its uid and the hash of its template. */
  async function identities(): Promise<string> {
    const pods =
      '{range .items[*]}{.metadata.name} {.metadata.uid} {.metadata.labels.pod-template-hash}{"\\n"}{end}';
    const [deployment, listed] = await Promise.all([
      environment.kubectl('get', 'deployment', 'shop', ...NAMESPACE, '-o', 'jsonpath={.metadata.uid}'),
      environment.kubectl('get', 'pods', ...NAMESPACE, '-o', `jsonpath=${pods}`),
    ]);
    assert.match(deployment, /^[0-9a-f-]{36}$/);
    assert.equal(listed.trim().split('\n').length, 2, listed);
    return `${deployment}\n${listed}`;
  }

  const adopt = (...more: string[]) => environment.inShell('bin/argo-bootstrap', ...ADOPT, ...more);

  before(async () => {
    environment = await TestEnvironment.create();
    chart = join(environment.root, '..', 'shop-chart');
    makeChart(join(environment.root, TREE, 'apps', 'hello', 'chart'), chart);
    makeNamespace(environment.root);
    const up = await environment.cli('up', '--json');
    assert.equal(up.exitCode, 0, up.text);
    assert.ok(namesIn(up.stdout).includes('service-hello'), up.stdout);
    const values = join(chart, '..', 'shop-values.yaml');
    writeFileSync(values, 'image: docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine\nreplicas: 2\n');
    const install = ['install', 'shop', chart, ...NAMESPACE, '--values', values, '--wait'];
    const installed = await environment.inShell('helm', ...install);
    assert.equal(installed.exitCode, 0, installed.text);
    identity = await identities();
  });

  after(async () => {
    await environment.remove();
  });

  it('shows what it would write, and writes nothing', async () => {
    const shown = await adopt('--dry-run');

    assert.equal(shown.exitCode, 0, shown.text);
    assert.match(shown.text, /Every object stays as it is/);
    assert.match(shown.text, /\+ \S+\/apps\/shop\/values\/local\.yaml/);
    assert.match(shown.text, /Nothing was written\.$/);
    assert.equal(existsSync(join(environment.root, SLICE)), false);
  });

  it('writes nothing while a sync would change what somebody edited', async () => {
    const scale = (replicas: number) =>
      environment.inShell('kubectl', 'scale', 'deployment', 'shop', ...NAMESPACE, `--replicas=${replicas}`);
    await scale(3);
    const shown = await adopt();
    await scale(2);

    assert.equal(shown.exitCode, 1, shown.text);
    assert.match(shown.text, /changed Deployment shop\/shop\n(.*\n)*-\s+replicas: 3\n\+\s+replicas: 2/);
    assert.equal(existsSync(join(environment.root, SLICE)), false);
    const wait = ['rollout', 'status', 'deployment', 'shop', ...NAMESPACE, '--timeout=60s'];
    assert.equal((await environment.inShell('kubectl', ...wait)).exitCode, 0);
    identity = await identities();
  });

  it('takes a chart from a folder, and shows where it is not what was installed', async () => {
    const same = await adopt('--dry-run', '--chart', chart);
    assert.equal(same.exitCode, 0, same.text);

    const other = join(chart, '..', 'other-chart');
    cpSync(chart, other, { recursive: true });
    const service = join(other, 'templates', 'service.yaml');
    writeFileSync(service, readFileSync(service, 'utf8').replace('port: 80\n', 'port: 81\n'));
    const different = await adopt('--chart', other);
    assert.equal(different.exitCode, 1, different.text);
    assert.match(
      different.text,
      /differs from what Helm installed:\nchanged Service shop\/shop\n(.*\n)*\+\s+port: 81/,
    );
    assert.equal(existsSync(join(environment.root, SLICE)), false);
  });

  it('writes the service, and a second run changes nothing', async () => {
    const written = await adopt('--json');

    assert.equal(written.exitCode, 0, written.text);
    const { differences, findings } = JSON.parse(written.stdout) as Record<string, unknown>;
    assert.deepEqual(differences, { fromRelease: [], fromCluster: [] });
    assert.deepEqual(findings, []);
    const values = readFileSync(join(environment.root, SLICE, 'values', 'local.yaml'), 'utf8');
    assert.match(values, /^replicas: 2$/m);

    const again = await adopt();
    assert.equal(again.exitCode, 0, again.text);
    assert.match(again.text, /Nothing is to be written, \d+ are there already/);
  });

  it('passes the check', async () => {
    const checked = await environment.cli('validate', '--env', 'local');
    assert.equal(checked.exitCode, 0, checked.text);
  });

  it('is taken over by Argo CD, with every object and pod as it was', async () => {
    const sync = await environment.cli('sync', '--json');

    assert.equal(sync.exitCode, 0, sync.text);
    assert.ok(namesIn(sync.stdout).includes('service-shop'), sync.stdout);
    const { sync: state, health } = (await environment.applications()).get('service-shop') ?? {};
    assert.deepEqual([state, health], ['Synced', 'Healthy']);
    assert.equal(await identities(), identity);
    const tracked = '{.metadata.annotations.argocd\\.argoproj\\.io/tracking-id}';
    const id = await environment.kubectl(
      ...['get', 'deployment', 'shop', ...NAMESPACE, '-o', `jsonpath=${tracked}`],
    );
    assert.match(id, /^service-shop:/);
  });

  it('lets the record of the release go, and nothing with it', async () => {
    const list = () => environment.inShell('helm', 'list', ...NAMESPACE, '--short');
    assert.equal((await list()).stdout, 'shop');

    const records = ['secret,configmap', ...NAMESPACE, '--selector', 'owner=helm,name=shop'];
    const removed = await environment.inShell('kubectl', 'delete', ...records);

    assert.equal(removed.exitCode, 0, removed.text);
    assert.equal((await list()).stdout, '');
    assert.equal(await identities(), identity);
    const missing = await adopt();
    assert.equal(missing.exitCode, 2);
    assert.match(missing.text, /namespace shop has no release shop \[release-missing\]/);
  });
});

/** The Applications in what a command with `--json` printed, which is one JSON value. */
function namesIn(stdout: string): string[] {
  return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
}

/** The chart of service hello as Helm's users would have it: labels of Helm's, a test, no route. */
function makeChart(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  rmSync(join(to, 'templates', 'route.yaml'));
  rmSync(join(to, 'values.schema.json'));
  const helpers = join(to, 'templates', '_helpers.tpl');
  const labels = 'app.kubernetes.io/part-of: apps';
  writeFileSync(helpers, readFileSync(helpers, 'utf8').replace(labels, labels + HELM_LABELS));
  writeFileSync(join(to, 'templates', 'test.yaml'), HELM_TEST);
  const common = readFileSync(join(from, '..', 'values', 'common.yaml'), 'utf8');
  writeFileSync(join(to, 'values.yaml'), `${common}greeting: Hello from Helm\n`);
}

/** The namespace as foundation makes it, and the right to deploy there: a change of its own, before the release's. */
function makeNamespace(root: string): void {
  const values = join(root, TREE, 'foundation', 'bootstrap-namespace', 'values', 'common.yaml');
  appendFileSync(values, '  shop:\n    podSecurity: restricted\n    quota: *quota\n');
  for (const project of ['apps', 'foundation']) {
    const file = join(root, 'helmfiles', 'projects', `${project}.yaml`);
    const line = '    - {server: "https://kubernetes.default.svc", namespace: hello}\n';
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(line, line + line.replace('hello', 'shop')));
  }
}
