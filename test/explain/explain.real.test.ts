import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Explanation, explain, type Presence } from '../../explain';
import { applicationNames, environmentNames } from '../../explain/names';
import { type Checkout, copyCheckout } from '../support/checkout';

const TREE = 'infra/kubernetes/gitops/argocd';

/** The line of a file on which a document of a kind begins. */
function lineOf(root: string, file: string): number {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.findIndex((line) => line.startsWith('apiVersion:')) + 1;
}

describe('explain', function () {
  this.timeout(120_000);
  let checkout: Checkout;

  before(async () => {
    checkout = await copyCheckout();
    const apps = join(checkout.root, TREE, 'apps');
    // Another service, in local alone, whose state takes in a file for local and one for the others.
    cpSync(join(apps, 'hello'), join(apps, 'other'), { recursive: true });
    for (const name of ['staging', 'production']) rmSync(join(apps, 'other', 'environments', `${name}.yaml`));
    const state = join(apps, 'other', 'helmfile.yaml.gotmpl');
    const values = '      - values/{{ .Environment.Name }}.yaml\n';
    const conditional = [
      '      {{- if eq .Environment.Name "local" }}',
      '      - values/only-local.yaml',
      '      {{- else }}',
      '      - values/elsewhere.yaml',
      '      {{- end }}',
      '',
    ].join('\n');
    writeFileSync(state, readFileSync(state, 'utf8').replace(values, values + conditional));
    writeFileSync(join(apps, 'other', 'values', 'only-local.yaml'), 'replicas: 2\n');
    // A third one that the plugin refuses, with a parameter file of another form.
    mkdirSync(join(apps, 'refused', 'environments'), { recursive: true });
    writeFileSync(join(apps, 'refused', 'environments', 'staging.yaml'), 'namespace: hello\n');
    writeFileSync(join(apps, 'refused', 'helmfile.yaml'), 'bases: [other.yaml]\n');
  });

  after(() => checkout.remove());

  const inEnvironment = ({ environments }: Explanation, name: string): Presence => {
    const found = environments.find(({ environment }) => environment === name);
    assert.ok(found, `not in ${name}`);
    return found;
  };

  it('tells where a generated Application comes from, in every environment', async () => {
    const explanation = await explain('service-hello', { root: checkout.root });

    assert.deepEqual(
      explanation.environments.map(({ environment }) => environment),
      ['local', 'staging', 'production'],
    );
    assert.deepEqual(explanation.absentFrom, []);
    const set = `${TREE}/applicationsets/staging.yaml`;
    assert.deepEqual(inEnvironment(explanation, 'staging'), {
      environment: 'staging',
      declared: { file: set, line: lineOf(checkout.root, set) },
      generator: {
        applicationSet: 'apps-staging',
        parameters: `${TREE}/apps/hello/environments/staging.yaml`,
      },
      deployedBy: 'apps-root',
      layer: 'apps',
      wave: 20,
      project: 'apps',
      destination: { cluster: 'https://kubernetes.default.svc', namespace: 'hello' },
      sources: [
        {
          repository: 'https://github.com/example-org/argo-bootstrap',
          revision: 'main',
          path: `${TREE}/apps/hello`,
          rendering: 'plugin helmfile-v1.0',
          values: [`${TREE}/apps/hello/values/common.yaml`, `${TREE}/apps/hello/values/staging.yaml`],
        },
      ],
      failures: [],
    });
    assert.match(inEnvironment(explanation, 'production').sources[0]?.revision ?? '', /^[0-9a-f]{40}$/);
  });

  it('tells where an Application with a manifest of its own comes from, and the root', async () => {
    const file = `${TREE}/platform/gateway/application.yaml`;
    const local = inEnvironment(await explain('infra-gateway', { root: checkout.root }), 'local');
    assert.deepEqual(local.declared, { file, line: lineOf(checkout.root, file) });
    assert.equal(local.generator, undefined);
    assert.deepEqual([local.layer, local.wave, local.project], ['platform', 10, 'platform']);

    const root = inEnvironment(await explain('apps-root', { root: checkout.root }), 'local');
    assert.equal(root.declared?.file, `${TREE}/parent/apps-root-local.yaml`);
    assert.equal(root.deployedBy, undefined);
    assert.equal(root.sources[0]?.rendering, 'kustomize');
  });

  it('lists the values files that the state takes in, and the environments without it', async () => {
    const explanation = await explain('service-other', { root: checkout.root });

    assert.deepEqual(explanation.absentFrom, ['staging', 'production']);
    assert.deepEqual(
      inEnvironment(explanation, 'local').sources[0]?.values,
      ['common', 'local', 'only-local'].map((name) => `${TREE}/apps/other/values/${name}.yaml`),
    );
  });

  it('says why nothing is known of the values of a slice that the plugin refuses', async () => {
    const staging = inEnvironment(await explain('service-refused', { root: checkout.root }), 'staging');
    assert.deepEqual(staging.sources[0]?.values, []);
    assert.match(staging.failures[0] ?? '', /helmfile\.yaml:1: key bases is refused/);
    assert.equal(staging.generator?.parameters, `${TREE}/apps/refused/environments/staging.yaml`);
  });

  it('suggests the nearest name', async () => {
    await assert.rejects(explain('service-helo', { root: checkout.root }), {
      name: 'ProblemError',
      message:
        /no environment has an Application service-helo \(did you mean service-hello\?\) \[application-unknown\]/,
    });
  });

  it('knows the names that completion offers', async () => {
    assert.deepEqual(environmentNames(checkout.root), ['local', 'staging', 'production']);
    assert.deepEqual(await applicationNames(checkout.root), [
      ...[
        'apps-root',
        'infra-bootstrap-namespace',
        'infra-crds-gateway',
        'infra-data-plane',
        'infra-gateway',
      ],
      ...['service-hello', 'service-other', 'service-refused'],
    ]);
    assert.deepEqual(await applicationNames(join(checkout.root, 'docs')), []);
  });
});
