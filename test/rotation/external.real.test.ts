import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { execa } from 'execa';
import { parseAllDocuments, parseDocument } from 'yaml';
import { externalSecretSpec } from '../../components/repository-credentials';
import { repositoryFields } from '../../components/repository-fields';
import type { Credential } from '../../config/credentials/schema';
import type { ProblemError } from '../../gitops/problem';
import { ExternalSecrets } from '../../rotation/external-secrets';
import { binDirectory, materialiseVendored, resolveTools } from '../../toolchain';
import { testCluster } from '../embedded/provider/support/cluster';
import { established } from '../embedded/provider/support/established';
import { type Checkout, copyCheckout } from '../support/checkout';
import { temporaryDirectory } from '../support/temporary';
import { playOperator, type Vault } from './support/operator';

const REPOSITORY = 'https://github.com/example-org/argo-bootstrap';
const SOURCE = {
  from: 'externalSecret',
  key: 'argocd/monorepo',
  property: 'token',
  refreshInterval: '1h',
} as const;
const CREDENTIAL: Credential = {
  name: 'monorepo',
  repository: REPOSITORY,
  kind: 'token',
  username: 'argocd',
  source: SOURCE,
};
const PROJECTS = ['apps', 'root'];

/** As much of the operator's definition as its API server needs to keep such objects. */
const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'externalsecrets.external-secrets.io' },
  spec: {
    group: 'external-secrets.io',
    scope: 'Namespaced',
    names: { kind: 'ExternalSecret', plural: 'externalsecrets', singular: 'externalsecret' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

const WELL = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'infra-web', namespace: 'argocd' },
  spec: {
    project: 'root',
    source: { repoURL: REPOSITORY, path: 'web' },
    destination: { server: 'https://kubernetes.default.svc' },
  },
  status: { sync: { status: 'Synced' }, health: { status: 'Healthy' } },
};

const newToken = () => `ghp_${randomBytes(20).toString('hex')}`;

describe('rotate, for a value in Vault', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();
  let checkout: Checkout;
  let tools: string;
  let env: Record<string, string>;
  let config: KubeConfig;
  let stop: () => Promise<void>;
  /** What the operator reads. */
  let vault: ReturnType<Vault>;
  let old: string;

  before(async function () {
    this.timeout(1_200_000);
    tools = await binDirectory(await resolveTools(['kubectl']));
    const { kubeconfig, environment } = await testCluster();
    config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    config.setCurrentContext(environment.context);
    env = { PATH: [tools, process.env['PATH']].join(delimiter), KUBECONFIG: kubeconfig };
    checkout = await copyCheckout();
    await materialiseVendored({ root: checkout.root });
    configure(environment.context);
    const definitions = [DEFINITION, applicationDefinition()];
    await kubectl(['apply', '--server-side', '-f', '-'], [...definitions, namespaceObject()]);
    const names = ['externalsecrets.external-secrets.io', 'applications.argoproj.io'];
    await established(kubeconfig, environment.context, names);
  });

  after(() => checkout?.remove());

  beforeEach(async () => {
    old = newToken();
    vault = { value: old };
    stop = playOperator(config, () => vault);
    await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], [...externalSecrets(), WELL]);
    const ready = PROJECTS.map((project) => `externalsecret/repo-monorepo-${project}`);
    await kubectl(['wait', '-n', 'argocd', '--for=condition=Ready', ...ready, '--timeout=60s']);
    assert.deepEqual(await values(), [old, old]);
  });

  afterEach(async () => {
    await stop();
    await kubectl(['delete', 'externalsecrets,secrets', '-n', 'argocd', '--all', '--wait']);
  });

  function configure(context: string): void {
    const file = join(checkout.root, 'Pulumi.staging.yaml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    document.setIn(['config', 'argo-bootstrap:kubernetes', 'context'], context);
    document.setIn(['config', 'argo-bootstrap:credentials'], [CREDENTIAL]);
    writeFileSync(file, document.toString());
  }

  function applicationDefinition(): object {
    const install = readFileSync(join(checkout.root, 'charts/argo-cd/files/vendor/install.yaml'), 'utf8');
    const documents = parseAllDocuments(install).map((one) => one.toJS());
    return documents.find(({ metadata }) => metadata.name === 'applications.argoproj.io');
  }

  const namespaceObject = () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } });

  /** What the stack registers for the credential. */
  function externalSecrets(): object[] {
    return PROJECTS.map((project) => {
      const name = `repo-monorepo-${project}`;
      const spec = externalSecretSpec(SOURCE, name, repositoryFields(CREDENTIAL, project));
      const metadata = { name, namespace: 'argocd' };
      return { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata, spec };
    });
  }

  async function kubectl(args: string[], objects: readonly object[] = []): Promise<string> {
    const input = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    return (await execa(join(tools, 'kubectl'), args, { env, input })).stdout;
  }

  /** The values of every repository Secret that there is. */
  async function values(): Promise<string[]> {
    const selector = 'argocd.argoproj.io/secret-type=repository';
    const path = 'jsonpath={range .items[*]}{.data.password}{"\\n"}{end}';
    const text = await kubectl(['get', 'secrets', '-n', 'argocd', '-l', selector, '-o', path]);
    return text.split('\n').map((line) => Buffer.from(line, 'base64').toString('utf8'));
  }

  /** Runs the command, with an `argocd` that reads with the Secret of the project, and which takes these values. */
  async function rotate(accepted: readonly string[], ...args: string[]) {
    const bin = directory.path;
    writeFileSync(join(bin, 'accepted'), accepted.map((value) => `${value}\n`).join(''));
    const script = `#!/bin/sh
value=$(kubectl get secret -n argocd "repo-monorepo-$5" -o 'jsonpath={.data.password}' | base64 -d)
[ -n "$value" ] || { echo 'repository not found for url' >&2; exit 20; }
grep -qxF -- "$value" ${bin}/accepted && state=Successful || state=Failed
echo "{\\"connectionState\\": {\\"status\\": \\"$state\\", \\"message\\": \\"authentication required\\"}}"
`;
    writeFileSync(join(bin, 'argocd'), script, { mode: 0o755 });
    const program = join(checkout.root, 'bin', 'argo-bootstrap');
    const options = { env: { ...env, PATH: `${bin}:${env['PATH']}` }, all: true, reject: false } as const;
    const { all, stdout, exitCode } = await execa(program, ['rotate', 'monorepo', ...args], options);
    return { output: all, stdout, exitCode };
  }

  const candidates = () => kubectl(['get', 'externalsecrets', '-n', 'argocd', '--no-headers', '-o', 'name']);

  async function assertNoCandidate(): Promise<void> {
    const prefix = 'externalsecret.external-secrets.io/repo-monorepo-';
    assert.equal(await candidates(), PROJECTS.map((project) => prefix + project).join('\n'));
  }

  it('has the operator copy the new one for every project, once Argo CD has read with it', async () => {
    const value = newToken();
    vault = { value };
    const { output, exitCode } = await rotate([old, value]);
    assert.equal(exitCode, 0, output);
    assert.match(output, /Nothing uses the old credential any more: revoke it where it was issued\.$/);
    assert.deepEqual(await values(), [value, value]);
    await assertNoCandidate();
    assert.ok(!output.includes(value) && !output.includes(old));
  });

  it('tells a program what it did, and people how far it came, on standard error', async () => {
    const value = newToken();
    vault = { value };
    const { output, stdout, exitCode } = await rotate([old, value], '--json');
    assert.equal(exitCode, 0, output);
    const { done, ...rest } = JSON.parse(stdout) as { done: string[] };
    assert.deepEqual(rest, { credential: 'monorepo', environment: 'staging', commit: [] });
    assert.equal(done.length, 3);
    for (const step of done) assert.ok(output.includes(`✔ ${step}\n`) && !stdout.includes('✔'), output);
    assert.ok(!output.includes(value) && !output.includes(old));
  });

  it('leaves the Secrets as they are where Argo CD cannot read with it', async () => {
    const value = newToken();
    vault = { value };
    const { output, exitCode } = await rotate([old]);
    assert.equal(exitCode, 2, output);
    assert.match(output, /with the new credential: authentication required \[credential-refused\]/);
    assert.match(output, /fix: put the old value back in argocd\/monorepo of Vault; it is in use until/);
    assert.deepEqual(await values(), [old, old]);
    await assertNoCandidate();
    assert.ok(!output.includes(value) && !output.includes(old));
  });

  it('says where Vault has no new one, and takes none from a file', async () => {
    const same = await rotate([old]);
    assert.equal(same.exitCode, 2, same.output);
    assert.match(
      same.output,
      /the value in argocd\/monorepo of Vault is the one in use \[rotation-pointless\]/,
    );
    const file = await rotate([old], '--from-file', join(directory.path, 'accepted'));
    assert.equal(file.exitCode, 2, file.output);
    assert.match(file.output, /kept in argocd\/monorepo of Vault \[credential-elsewhere\]/);
    assert.deepEqual(await values(), [old, old]);
  });

  it("ends in the operator's own words where it does not read Vault in time", async () => {
    const externals = new ExternalSecrets(config, CREDENTIAL, () => undefined, 1500);
    const staleness = async () =>
      externals.refresh(PROJECTS).then(
        () => '',
        (error: ProblemError) => error.message,
      );
    vault = { refusal: 'permission denied' };
    assert.match(
      await staleness(),
      /has not refreshed argocd\/repo-monorepo-\w+ in 2 s: Ready is False, SecretSyncedError: permission denied/,
    );
    vault = { value: newToken() };
    assert.equal(await staleness(), '', 'it goes on once Vault answers');
    await stop();
    assert.match(
      await staleness(),
      /in 2 s: Ready is True, SecretSynced: secret synced, from before; is it running\? \[external-secret-stale\]/,
    );
  });
});
