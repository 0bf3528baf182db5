import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { findLiveCluster } from '../../cli/support/live-cluster';
import { EMBEDDED_TOOLS, prepareTools, type Tools } from '../../cli/support/tools';
import { controlPlaneBinaries, deleteControlPlane, startControlPlane } from '../../embedded/control-plane';
import { type EmbeddedEnvironment, embeddedEnvironment } from '../../embedded/environment';
import type { LiveCluster } from '../../validate/live/cluster';

const INSTALL = resolve(__dirname, '..', '..', 'charts', 'argo-cd', 'files', 'vendor', 'install.yaml');

const STACK = `config:
  argo-bootstrap:kubernetes:
    context: kwok-argo-bootstrap-local
`;

const OBJECTS = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'default' }, data: { a: '1' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'infra-web', namespace: 'argocd' },
    spec: {
      project: 'platform',
      source: { repoURL: 'file:///workspace', path: 'web' },
      destination: { server: 'https://kubernetes.default.svc' },
    },
  },
];

describe('findLiveCluster', function () {
  this.timeout(180_000);
  let directory: string;
  let environment: EmbeddedEnvironment;
  let cluster: LiveCluster;
  const { ARGO_BOOTSTRAP_STATE: state } = process.env;

  before(async () => {
    const tools = await prepareTools(EMBEDDED_TOOLS, () => undefined);
    directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-live-'));
    process.env['ARGO_BOOTSTRAP_STATE'] = join(directory, 'state');
    writeFileSync(join(directory, 'Pulumi.local.yaml'), STACK);
    writeFileSync(
      join(directory, 'Pulumi.staging.yaml'),
      STACK.replace('kwok-argo-bootstrap-local', 'nowhere'),
    );
    environment = embeddedEnvironment(directory, 'local');
    await startControlPlane(environment, controlPlaneBinaries(tools.path), tools.version('kube-apiserver'));
    await apply(tools, applicationDefinition());
    await apply(tools, ...OBJECTS);
    const found = await findLiveCluster(directory)('local');
    assert.ok('read' in found, JSON.stringify(found));
    cluster = found;
  });

  after(async () => {
    if (environment) await deleteControlPlane(environment);
    if (state === undefined) delete process.env['ARGO_BOOTSTRAP_STATE'];
    else process.env['ARGO_BOOTSTRAP_STATE'] = state;
    rmSync(directory, { recursive: true, force: true });
  });

  /** A kind is served a moment after its definition was applied. */
  const apply = async (tools: Tools, ...objects: readonly object[]) => {
    const args = ['--kubeconfig', environment.kubeconfig, 'apply', '--server-side', '-f', '-'];
    const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    for (let attempt = 1; ; attempt += 1) {
      const { exitCode, stderr } = await execa(tools.path('kubectl'), args, { input, reject: false });
      if (exitCode === 0) return;
      if (attempt === 20) throw new Error(stderr);
      await delay(500);
    }
  };

  function applicationDefinition(): object {
    const documents = parseAllDocuments(readFileSync(INSTALL, 'utf8')).map((one) => one.toJS());
    return documents.find(({ metadata }) => metadata.name === 'applications.argoproj.io');
  }

  it('reads objects, and says of those that are missing or of no kind that they are not there', async () => {
    const read = (apiVersion: string, kind: string, name: string) =>
      cluster.read({ apiVersion, kind, namespace: 'default', name });
    assert.deepEqual((await read('v1', 'ConfigMap', 'web'))?.['data'], { a: '1' });
    assert.equal(await read('v1', 'ConfigMap', 'other'), undefined);
    assert.equal(await read('example.com/v1', 'Widget', 'web'), undefined);
    assert.equal(
      (await cluster.read({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'argocd' }))?.kind,
      'Namespace',
    );
  });

  it('lists the Applications', async () => {
    assert.deepEqual(
      (await cluster.applications()).map(({ metadata }) => metadata.name),
      ['infra-web'],
    );
    assert.equal(cluster.name, 'kwok-argo-bootstrap-local');
  });

  it('says why an environment has no cluster to compare with', async () => {
    const find = findLiveCluster(directory);
    assert.deepEqual(await find('staging'), { none: 'no kubeconfig has the context nowhere' });
    assert.deepEqual(await find('production'), { none: 'Pulumi.production.yaml names no context' });
  });
});
