import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import { binDirectory, resolveTools } from '../../toolchain';
import { FORMATS } from '../../validate/options';
import { type Canary, sightings, watchProcesses } from '../components/support/canaries';
import { CREDENTIALS, giveCredentials } from '../components/support/credentials';
import { REHEARSAL_TOOLS, Rehearsal } from '../components/support/rehearsal';
import { testCluster } from '../embedded/provider/support/cluster';
import { established } from '../embedded/provider/support/established';
import { commit } from '../support/checkout';
import { addReader, addressWith, leakApplication, leakObjects } from './support/leaky-tree';

const LEAKS = CREDENTIALS.map(({ settings, canary }) => ({
  name: `leak-${settings.name}`,
  value: canary.value,
}));

/** A value that environment variables hold. */
function environmentCanary(): Canary {
  const value = randomBytes(20).toString('hex');
  return { value, marks: [value] };
}

/** The same values, each under the name of the one before. */
function swapped(): typeof LEAKS {
  return LEAKS.map(({ name }, index) => ({ name, value: LEAKS[(index + 1) % LEAKS.length]?.value ?? '' }));
}

describe('the values of credentials, in what the program prints', function () {
  this.timeout(180_000);
  const passphrase = environmentCanary();
  const vaultToken = environmentCanary();
  const all = [...CREDENTIALS.map(({ canary }) => canary), passphrase, vaultToken];
  let rehearsal: Rehearsal;
  let tools: string;
  let environment: Record<string, string>;

  before(async function () {
    this.timeout(1_200_000);
    const names = [...REHEARSAL_TOOLS, 'engine', 'helmfile', 'kustomize'] as const;
    tools = await binDirectory(await resolveTools(names));
    const cluster = await testCluster();
    const { context } = cluster.environment;
    const { kubeconfig } = cluster;
    rehearsal = await Rehearsal.create({ kubeconfig, context, tools, passphrase: passphrase.value });
    await giveCredentials(rehearsal, tools);
    environment = {
      ...rehearsal.env,
      VAULT_TOKEN: vaultToken.value,
      // Where `status` looks for the embedded environment.
      ARGO_BOOTSTRAP_STATE: dirname(cluster.environment.directory),
    };
    await fillTree();
    await fillCluster(cluster.kubeconfig, context);
  });

  after(() => rehearsal?.remove());

  /** Every value is in the tree, before and after the change, in other objects. */
  async function fillTree(): Promise<void> {
    const { root } = rehearsal.checkout;
    leakObjects(root, LEAKS);
    await commit(root, 'Leak');
    leakObjects(root, swapped());
    for (const { name, value } of LEAKS) leakApplication(root, name, value);
    const values = '      - values/common.yaml\n';
    addReader(root, 'reads-environment', (text) =>
      text.replace(
        values,
        `${values}      - greeting: {{ env "PULUMI_CONFIG_PASSPHRASE" }}{{ env "VAULT_TOKEN" }}\n`,
      ),
    );
    addReader(root, 'reads-sops', (text) =>
      text.replace(
        values,
        `${values}      - greeting: ref+sops://../../../../../../secrets/staging.yaml#/token-sops\n`,
      ),
    );
  }

  /** Every value is in the cluster as well: in a Secret that runs, and in what Argo CD says. */
  async function fillCluster(kubeconfig: string, context: string): Promise<void> {
    const { root } = rehearsal.checkout;
    const install = readFileSync(join(root, 'charts/argo-cd/files/vendor/install.yaml'), 'utf8');
    const documents = parseAllDocuments(install).map((one) => one.toJS());
    await kubectl(
      ['apply', '--server-side', '-f', '-'],
      [
        documents.find(({ metadata }) => metadata.name === 'applications.argoproj.io'),
        ...['argocd', 'hello'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ],
    );
    await established(kubeconfig, context, ['applications.argoproj.io']);
    const running = LEAKS.map(({ name, value }) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'hello' },
      stringData: { value: `${value}\n`, more: value },
    }));
    await kubectl(['apply', '--server-side', '-f', '-'], [...running, ...LEAKS.map(applicationWith)]);
  }

  async function kubectl(args: string[], objects: readonly object[] = []): Promise<void> {
    const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    await execa(join(tools, 'kubectl'), args, { env: rehearsal.env, input });
  }

  function applicationWith({ name, value }: { name: string; value: string }): object {
    const source = { repoURL: addressWith(value), path: 'web' };
    const message = `failed to list refs of ${addressWith(value)}: not with ${value}`;
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: { project: 'platform', source, destination: { server: 'https://kubernetes.default.svc' } },
      status: { conditions: [{ type: 'ComparisonError', message }] },
    };
  }

  /** Runs the program of the copy, and asserts that no value shows. */
  async function runUnseen(...args: string[]): Promise<string> {
    const { root } = rehearsal.checkout;
    const stop = watchProcesses(all);
    const program = join(root, 'bin', 'argo-bootstrap');
    const options = { cwd: root, env: environment, all: true, reject: false } as const;
    const { all: output } = await execa(program, args, options).finally(stop);
    assert.deepEqual(stop(), [], 'in a command line');
    assert.deepEqual(sightings(output, all), [], `in ${args.join(' ')}:\n${output}`);
    return output;
  }

  for (const format of FORMATS) {
    it(`do not show in a report of validate as ${format}`, async () => {
      const scope = ['--env', 'local', 'staging', '--base', 'HEAD', '--live', '--no-cache'];
      const report = await runUnseen('validate', ...scope, '--format', format);
      for (const { name } of LEAKS) assert.ok(report.includes(`hello/${name}`), `${name}:\n${report}`);
      assert.match(report, /reads-environment/);
    });
  }

  for (const name of ['service-hello', ...LEAKS.map(({ name }) => name), 'service-reads-sops']) {
    it(`do not show where ${name} is explained`, async () => {
      for (const form of [[], ['--json']]) assert.match(await runUnseen('explain', name, ...form), /staging/);
    });
  }

  it('do not show in the status of Applications', async () => {
    for (const form of [[], ['--json']]) {
      const status = await runUnseen('status', ...form);
      for (const { name } of LEAKS) assert.ok(status.includes(name), status);
      assert.match(status, /failed to list refs of https:\/\/\*\*\*@github\.com/);
    }
  });

  it('do not show where the tools are listed', async () => {
    for (const form of [[], ['--json']]) assert.match(await runUnseen('doctor', ...form), /sops/);
  });
});
