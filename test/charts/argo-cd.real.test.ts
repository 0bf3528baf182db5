import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readArgoCdValues, type Values } from '../../config/values';
import type { Objects } from './support/objects';
import { ENVIRONMENTS, helmTemplate, prepare, ROOT } from './support/render';
import { isRestricted, pods } from './support/workloads';

const CHART = join(ROOT, 'charts/argo-cd');

describe('charts/argo-cd', function () {
  this.timeout(60_000);
  let tools: string;

  before(async function () {
    this.timeout(1_200_000);
    tools = await prepare();
  });

  for (const environment of ENVIRONMENTS) {
    describe(`with the values of ${environment}`, () => {
      let objects: Objects;
      before(async () => {
        objects = await helmTemplate(tools, CHART, readArgoCdValues(ROOT, environment));
      });

      it('keeps the definitions when the release goes', () => {
        const definitions = [...objects.values()].filter(({ kind }) => kind === 'CustomResourceDefinition');
        assert.deepEqual(definitions.map(({ metadata }) => metadata.name).sort(), [
          'applications.argoproj.io',
          'applicationsets.argoproj.io',
          'appprojects.argoproj.io',
        ]);
        for (const { metadata } of definitions) {
          assert.equal(metadata.annotations?.['helm.sh/resource-policy'], 'keep', metadata.name);
        }
      });

      it('has only pods that Pod Security admits as restricted, with a bound on their memory', () => {
        for (const [name, pod] of pods(objects)) {
          for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
            assert(isRestricted(pod, container), `${name}, container ${container.name}`);
            assert(container.securityContext?.readOnlyRootFilesystem, `${name}, container ${container.name}`);
            assert(container.resources?.limits?.memory, `${name}, container ${container.name}`);
          }
        }
      });

      it('runs the plugin without a token, and with a temporary folder of its own', () => {
        const pod = pods(objects).get('Deployment/argocd-repo-server');
        assert.equal(pod?.automountServiceAccountToken, false);
        const helmfile = pod?.containers.find(({ name }) => name === 'helmfile');
        const env = new Map(helmfile?.env?.map(({ name, value }) => [name, value]));
        assert.equal(env.get('HELMFILE_DISABLE_INSECURE_FEATURES'), 'true');
        assert.equal(env.get('HELMFILE_DISABLE_HOOKS'), 'true');
        const mounts = new Map(helmfile?.volumeMounts?.map(({ mountPath, name }) => [mountPath, name]));
        assert.equal(mounts.get('/tmp'), 'helmfile-tmp');
        const others = pod?.containers.filter(({ name }) => name !== 'helmfile') ?? [];
        assert(
          others.every(({ volumeMounts }) => !volumeMounts?.some(({ name }) => name === 'helmfile-tmp')),
        );
      });

      it('lets nothing in that no policy allows', () => {
        const policies = [...objects.values()].filter(({ kind }) => kind === 'NetworkPolicy');
        assert.deepEqual(policies.map(({ metadata }) => metadata.name).sort(), [
          'argocd-application-controller',
          'argocd-applicationset-controller',
          'argocd-default-deny',
          'argocd-redis',
          'argocd-repo-server',
          'argocd-server',
        ]);
      });

      it('installs neither dex nor the notifications controller', () => {
        const names = [...objects.keys()].filter((name) => /dex|notifications/.test(name));
        assert.deepEqual(names, []);
      });
    });
  }

  it('makes the password of Redis in a hook, before anything reads it', async () => {
    const objects = await helmTemplate(tools, CHART, readArgoCdValues(ROOT, 'local'));
    const job = objects.get('Job/argocd-redis-secret-init');
    assert.equal(job?.metadata.annotations?.['helm.sh/hook'], 'pre-install,pre-upgrade');
    assert.deepEqual(pods(objects).get('Deployment/argocd-redis')?.initContainers, undefined);
  });

  it('doubles what may be doubled in production, and bounds what a drain may take', async () => {
    const objects = await helmTemplate(tools, CHART, readArgoCdValues(ROOT, 'production'));
    const replicas = (name: string) =>
      (objects.get(name) as unknown as { spec: { replicas: number } }).spec.replicas;
    assert.equal(replicas('Deployment/argocd-server'), 2);
    assert.equal(replicas('Deployment/argocd-repo-server'), 2);
    assert.equal(replicas('Deployment/argocd-applicationset-controller'), 2);
    const budgets = [...objects.values()].filter(({ kind }) => kind === 'PodDisruptionBudget');
    assert.equal(budgets.length, 5);
  });

  it('refuses a value that it would not act on', async () => {
    const values: Values = { ...readArgoCdValues(ROOT, 'local'), commitServer: { enabled: true } };
    await assert.rejects(
      helmTemplate(tools, CHART, values),
      /additional properties 'commitServer' not allowed/,
    );
  });

  it('refuses to be installed without network policies', async () => {
    const values = readArgoCdValues(ROOT, 'local');
    const global = { ...(values['global'] as Values), networkPolicy: { create: false } };
    await assert.rejects(helmTemplate(tools, CHART, { ...values, global }), /networkPolicy/);
  });
});
