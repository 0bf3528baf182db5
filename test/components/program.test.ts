import assert from 'node:assert/strict';
import { committed } from '../config/support/case';
import { runProgram } from './support/program';
import { find, type Recorded } from './support/record';

const PROJECT = 'kubernetes:argoproj.io/v1alpha1:AppProject';
const COMPONENT = 'argo-bootstrap:components';

/** Runs the program with the committed configuration of a stack. */
function program(stack: string): Promise<Recorded[]> {
  return runProgram(committed(stack));
}

describe('the program', () => {
  it('registers these resources, and no others', async () => {
    const resources = await program('local');
    assert.deepEqual(resources.map(({ type, name }) => `${type}::${name}`).sort(), [
      `${COMPONENT}:ArgoCd::argocd`,
      `${COMPONENT}:ArgoCdNamespace::argocd`,
      `${COMPONENT}:HelmfilePlugin::helmfile`,
      `${COMPONENT}:Projects::projects`,
      `${COMPONENT}:RepositoryCredentials::repositories`,
      `${COMPONENT}:RootApplication::apps-root`,
      'kubernetes:argoproj.io/v1alpha1:AppProject::projects-apps',
      'kubernetes:argoproj.io/v1alpha1:AppProject::projects-default',
      'kubernetes:argoproj.io/v1alpha1:AppProject::projects-foundation',
      'kubernetes:argoproj.io/v1alpha1:AppProject::projects-platform',
      'kubernetes:argoproj.io/v1alpha1:AppProject::projects-root',
      'kubernetes:argoproj.io/v1alpha1:Application::apps-root-application',
      'kubernetes:core/v1:ConfigMap::helmfile-definition',
      'kubernetes:core/v1:Namespace::argocd-namespace',
      'kubernetes:helm.sh/v3:Release::argocd-release',
      'pulumi:providers:kubernetes::cluster',
      'pulumi:pulumi:Stack::argo-bootstrap-local',
    ]);
  });

  it('makes them in the order namespace, plugin, release, projects, root Application', async () => {
    const resources = await program('local');
    const waits = (type: string, name: string) => find(resources, type, name).dependsOn;
    assert.deepEqual(waits('kubernetes:core/v1:ConfigMap', 'helmfile-definition'), [
      'kubernetes:core/v1:Namespace::argocd-namespace',
    ]);
    assert(
      waits('kubernetes:helm.sh/v3:Release', 'argocd-release').includes(
        'kubernetes:core/v1:ConfigMap::helmfile-definition',
      ),
    );
    assert(waits(PROJECT, 'projects-root').includes('kubernetes:helm.sh/v3:Release::argocd-release'));
    const root = waits('kubernetes:argoproj.io/v1alpha1:Application', 'apps-root-application');
    assert(root.includes('kubernetes:helm.sh/v3:Release::argocd-release'));
    assert(root.includes('kubernetes:argoproj.io/v1alpha1:AppProject::projects-root'));
  });

  it('talks to the configured context, and puts no kubeconfig into the state', async () => {
    const { inputs } = find(await program('staging'), 'pulumi:providers:kubernetes', 'cluster');
    assert.deepEqual(inputs, {
      context: 'argo-bootstrap-staging',
      kubeconfig: '',
      upsertExistingObjects: 'true',
      enableSecretMutable: 'true',
      enableConfigMapMutable: 'true',
    });
  });

  for (const [stack, revision] of [
    ['local', 'HEAD'],
    ['staging', 'main'],
    ['production', '3636b51335604064975ef2fa276a18ac750c1b1e'],
  ] as const) {
    it(`deploys the root Application of ${stack} at ${revision}`, async () => {
      const { inputs } = find(
        await program(stack),
        'kubernetes:argoproj.io/v1alpha1:Application',
        'apps-root-application',
      );
      const { source } = inputs['spec'] as { source: Record<string, unknown> };
      assert.equal(source['targetRevision'], revision);
      assert.equal(source['path'], `infra/kubernetes/gitops/argocd/overlays/${stack}`);
    });
  }

  it('takes the chart from this repository in local, from the official repository elsewhere', async () => {
    const local = find(await program('local'), 'kubernetes:helm.sh/v3:Release', 'argocd-release').inputs;
    assert.equal(local['chart'], './charts/argo-cd');
    const { inputs } = find(await program('production'), 'kubernetes:helm.sh/v3:Release', 'argocd-release');
    assert.equal(inputs['chart'], 'argo-cd');
    assert.equal(inputs['version'], '10.1.1');
    assert.deepEqual(inputs['repositoryOpts'], { repo: 'https://argoproj.github.io/argo-helm' });
  });

  it('protects production, and lets its namespace outlive the stack', async () => {
    const resources = await program('production');
    const namespace = find(resources, 'kubernetes:core/v1:Namespace', 'argocd-namespace');
    assert.equal(namespace.protect, true);
    assert.equal(namespace.retainOnDelete, true);
    assert.equal(find(resources, 'kubernetes:helm.sh/v3:Release', 'argocd-release').protect, true);
    const root = find(resources, 'kubernetes:argoproj.io/v1alpha1:Application', 'apps-root-application');
    assert.equal(root.protect, true);
  });

  it('keeps nothing of local', async () => {
    const resources = await program('local');
    assert.deepEqual(
      resources.filter(({ protect, retainOnDelete }) => protect || retainOnDelete),
      [],
    );
  });

  it('gives every project the repositories that the allowlist gives it, and the default one nothing', async () => {
    const resources = await program('staging');
    for (const project of ['root', 'foundation', 'platform', 'apps']) {
      const spec = find(resources, PROJECT, `projects-${project}`).inputs['spec'] as Record<string, unknown>;
      assert.deepEqual(spec['sourceRepos'], ['https://github.com/example-org/argo-bootstrap'], project);
      assert.doesNotMatch(JSON.stringify(spec), /"\*"/, `${project} allows something with a wildcard`);
    }
    assert.deepEqual(find(resources, PROJECT, 'projects-default').inputs['spec'], {
      description: 'Allows nothing: every Application names a project of its own.',
      sourceRepos: [],
      sourceNamespaces: [],
      destinations: [],
      clusterResourceWhitelist: [],
      namespaceResourceBlacklist: [{ group: '*', kind: '*' }],
    });
  });

  it('takes over the one project that argocd-server makes before it, and no other', async () => {
    const forced = (await program('staging'))
      .filter(({ type }) => type === PROJECT)
      .filter(({ inputs }) => JSON.stringify(inputs).includes('"pulumi.com/patchForce":"true"'));
    assert.deepEqual(
      forced.map(({ name }) => name),
      ['projects-default'],
    );
  });

  it('bounds the time that the deletion of the root Application may take', async () => {
    const resources = await program('local');
    const root = find(resources, 'kubernetes:argoproj.io/v1alpha1:Application', 'apps-root-application');
    assert.equal(root.deleteTimeout, '3m');
  });

  it('registers nothing when the configuration is wrong', async () => {
    const wrong = { ...committed('local'), contexts: ['another-cluster'] };
    const registered: Recorded[] = [];
    await assert.rejects(
      async () => registered.push(...(await runProgram(wrong))),
      /The configuration is not usable/,
    );
    assert.deepEqual(registered, []);
  });
});
