import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { execa } from 'execa';
import { parse } from 'yaml';
import { EMBEDDED_TOOLS, prepareTools, type Tools } from '../../cli/support/tools';
import { waitForApplications } from '../../embedded/applications/wait';
import { startArgo, stopArgo } from '../../embedded/argo';
import { startArgoAsInstalled } from '../../embedded/argo/as-installed';
import { embeddedKubeConfig } from '../../embedded/argo/cluster-reader';
import { controlPlaneBinaries, deleteControlPlane, startControlPlane } from '../../embedded/control-plane';
import { type EmbeddedEnvironment, embeddedEnvironment } from '../../embedded/environment';
import { hostLayout } from '../../embedded/git-host';
import { issueCredential } from '../../embedded/rehearsal/credential';
import { ARGOCD_NAMESPACE } from '../../embedded/settings';
import { startSimulation } from '../../embedded/simulation';
import { serveTree } from '../../embedded/source';
import { ENVIRONMENTS } from '../../gitops/environments';
import { parseMarkdown } from '../docs/support/markdown';
import { type Checkout, copyCheckout } from '../support/checkout';
import { assertAllWell, REPOSITORY } from './support/rehearsal';

const MINUTE = 60_000;
const PROJECTS = ['root', 'foundation', 'platform', 'apps'];

/** The Secret that docs/secrets.md has one apply by hand where there is no Pulumi, for each project. */
async function applyCredential(environment: EmbeddedEnvironment, root: string): Promise<void> {
  const page = readFileSync(join(root, 'docs/secrets.md'), 'utf8');
  const manifest = parseMarkdown('docs/secrets.md', page).blocks.find(({ code }) =>
    code.includes('kind: Secret'),
  );
  const token = await issueCredential(hostLayout(environment.gitHost), 'token', REPOSITORY);
  const api = KubernetesObjectApi.makeApiClient(embeddedKubeConfig(environment));
  for (const project of PROJECTS) {
    const text = manifest?.code.replace('<token>', token).replaceAll(/\broot$/gm, project);
    await api.create(parse(text ?? ''));
  }
}

/** What the project that argocd-server makes by itself allows: sources, destinations, kinds. */
async function rightsOfDefaultProject(environment: EmbeddedEnvironment): Promise<unknown[]> {
  const api = KubernetesObjectApi.makeApiClient(embeddedKubeConfig(environment));
  const metadata = { name: 'default', namespace: ARGOCD_NAMESPACE };
  const { spec } = await api.read<AppProject>({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata,
  });
  return [spec.sourceRepos, spec.destinations, spec.clusterResourceWhitelist];
}

interface AppProject extends KubernetesObject {
  readonly spec: Readonly<Record<'sourceRepos' | 'destinations' | 'clusterResourceWhitelist', unknown>>;
}

describe('helmfiles/00-argocd.yaml, end to end', function () {
  this.timeout(5 * MINUTE);
  let checkout: Checkout;
  let tools: Tools;

  before(async () => {
    checkout = await copyCheckout();
    tools = await prepareTools(EMBEDDED_TOOLS, () => undefined);
  });

  after(() => checkout?.remove());

  async function sync({ name, program, kubeconfig }: EmbeddedEnvironment): Promise<void> {
    const args = ['-f', 'helmfiles/00-argocd.yaml', '-e', name, 'sync'];
    const env = {
      PATH: [tools.directory, process.env['PATH'] ?? ''].join(delimiter),
      KUBECONFIG: kubeconfig,
    };
    const result = await execa('helmfile', args, { cwd: program, env, all: true, reject: false });
    assert.equal(result.exitCode, 0, result.all);
  }

  for (const name of ENVIRONMENTS) {
    it(`installs ${name}, to every Application Healthy`, async () => {
      const environment = embeddedEnvironment(checkout.root, name, undefined);
      try {
        const binaries = controlPlaneBinaries(tools.path);
        const [source] = await Promise.all([
          serveTree(environment),
          startControlPlane(environment, binaries, tools.version('kube-apiserver')),
        ]);
        const options = { environment, namespace: ARGOCD_NAMESPACE, git: source.git };
        const argo = { ...options, toolDirectory: tools.directory };
        // As pods do, the processes start while helmfile is at work, and make what Argo CD makes by itself.
        const synced = new AbortController();
        const early = startArgoAsInstalled(argo, synced.signal);
        await sync(environment).finally(() => {
          synced.abort();
          return early;
        });
        if (name !== 'local') await applyCredential(environment, checkout.root);
        await Promise.all([startArgo(argo), startSimulation(environment)]);
        const { revision } = source.snapshot;
        const applications = await waitForApplications({
          config: embeddedKubeConfig(environment),
          namespace: ARGOCD_NAMESPACE,
          revision,
          timeoutMs: 3 * MINUTE,
        });
        assertAllWell(new Map(applications.map((one) => [one.name, one])), revision);
        assert.deepEqual(await rightsOfDefaultProject(environment), [[], [], []]);
      } finally {
        await stopArgo(environment);
        await deleteControlPlane(environment);
      }
    });
  }
});
