import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { KubernetesObjectApi } from '@kubernetes/client-node';
import { execa } from 'execa';
import { type Document, parseDocument, stringify } from 'yaml';
import { embeddedKubeConfig } from '../../../embedded/argo/cluster-reader';
import type { EmbeddedEnvironment } from '../../../embedded/environment';
import { SNAPSHOT_IDENTITY } from '../../../embedded/git/snapshot';
import { hostLayout, registerDeployKey, repositoryDirectory, sshAddress } from '../../../embedded/git-host';
import { ARGOCD_NAMESPACE } from '../../../embedded/settings';
import { resolveTools } from '../../../toolchain';
import type { TestEnvironment } from './environment';
import { eventually, REPOSITORY } from './rehearsal';

type Created = Parameters<KubernetesObjectApi['create']>[0];

/** Name of the credential, of the Application that is read with it, and of the branch that it follows. */
export const DEPLOY_KEY = 'deploy-key';
/** Where SOPS keeps its value, relative to the program. */
export const SOPS_FILE = 'secrets/staging.yaml';
const PROJECT = 'apps';
const PATIENCE_MS = 30_000;

/** Makes a key, and has the git host accept it where a name is given. Returns the private half. */
export async function makeDeployKey(environment: EmbeddedEnvironment, name?: string): Promise<string> {
  const file = join(environment.directory, 'new-key');
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  const [key, publicKey] = [file, `${file}.pub`].map((path) => readFileSync(path, 'utf8'));
  for (const path of [file, `${file}.pub`]) rmSync(path);
  if (name !== undefined) {
    const entry = { name, repository: REPOSITORY, publicKey: publicKey?.trim() ?? '' };
    registerDeployKey(hostLayout(environment.gitHost), entry);
  }
  return key ?? '';
}

/**
 * Gives a stack that is up a second credential: a deploy key whose value SOPS encrypted with age, for an address of its
 * own that project apps may read, and an Application that is read with it. The address carries the account that runs
 * OpenSSH's server in place of `git`.
 */
export async function addDeployKey(environment: TestEnvironment): Promise<void> {
  const { embedded } = environment;
  const address = sshAddress(hostLayout(embedded.gitHost), embedded.runDirectory);
  assert.ok(address, "OpenSSH's server is needed: test/tools installs it on Debian");
  const url = `ssh://${userInfo().username}@${address.host}/${REPOSITORY}`;
  await encryptValue(environment, await makeDeployKey(embedded, DEPLOY_KEY));
  configure(embedded, url, address.knownHost);
  const args = ['up', '--yes', '--skip-preview', '--policy-pack', 'policy', '--non-interactive'];
  const up = await environment.inShell('pulumi', ...args);
  assert.equal(up.exitCode, 0, up.text);
  await commitToBranch(embedded);
  await KubernetesObjectApi.makeApiClient(embeddedKubeConfig(embedded)).create(application(url) as Created);
}

/** Puts a commit on the branch that the Application follows, and waits until Argo CD has read it. */
export async function deliverByDeployKey(environment: TestEnvironment): Promise<void> {
  const commit = await commitToBranch(environment.embedded);
  const annotation = 'argocd.argoproj.io/refresh=hard';
  const args = ['annotate', 'application', DEPLOY_KEY, '-n', ARGOCD_NAMESPACE, '--overwrite', annotation];
  await environment.kubectl(...args);
  await assertRead(environment, commit);
}

/** The Application is Synced and Healthy at the newest commit of its branch, or at `commit`. */
export async function assertRead(environment: TestEnvironment, commit?: string): Promise<void> {
  const wanted = commit ?? (await git(environment.embedded, 'rev-parse', DEPLOY_KEY));
  const read = await eventually(async () => {
    const { revision, sync, health } = (await environment.applications()).get(DEPLOY_KEY) ?? {};
    return revision === wanted && sync === 'Synced' && health === 'Healthy' ? true : undefined;
  }, PATIENCE_MS);
  assert.ok(read, (await environment.cli('status')).text);
}

async function encryptValue(environment: TestEnvironment, key: string): Promise<void> {
  const { directory, program } = environment.embedded;
  const identity = join(directory, 'age-key');
  const ageKeygen = (await resolveTools(['age-keygen'])).get('age-keygen')?.path ?? '';
  await execa(ageKeygen, ['-o', identity]);
  const recipient = /age1\w+/.exec(readFileSync(identity, 'utf8'))?.[0] ?? '';
  mkdirSync(dirname(join(program, SOPS_FILE)), { recursive: true });
  writeFileSync(join(program, SOPS_FILE), stringify({ [DEPLOY_KEY]: key }));
  const encrypted = await environment.inShell('sops', 'encrypt', '--age', recipient, '--in-place', SOPS_FILE);
  assert.equal(encrypted.exitCode, 0, encrypted.text);
  environment.exportVariable('SOPS_AGE_KEY_FILE', identity);
}

/** The three files that a new credential for a new address is written to. */
function configure({ program, name }: EmbeddedEnvironment, repository: string, knownHost: string): void {
  const source = { from: 'sops', file: SOPS_FILE };
  const credential = { name: DEPLOY_KEY, repository, kind: 'sshKey', source };
  edit(program, `Pulumi.${name}.yaml`, (file) => {
    file.addIn(['config', 'argo-bootstrap:credentials'], file.createNode(credential));
  });
  edit(program, 'policy/allowlist.yaml', (file) => {
    file.addIn(
      ['environments', name, 'gitRepositories'],
      file.createNode({ url: repository, projects: [PROJECT] }),
    );
  });
  edit(program, 'helmfiles/values/argocd/common.yaml', (file) => {
    const path = ['configs', 'ssh', 'knownHosts'];
    file.setIn(path, `${file.getIn(path)}${knownHost}`);
  });
}

function edit(program: string, file: string, change: (document: Document) => void): void {
  const path = join(program, file);
  const document = parseDocument(readFileSync(path, 'utf8'));
  change(document);
  writeFileSync(path, document.toString());
}

/** A commit of the trunk's tree on the branch, which comes into being with its first one. Returns its name. */
async function commitToBranch(environment: EmbeddedEnvironment): Promise<string> {
  const parent = await git(environment, 'rev-parse', '--verify', DEPLOY_KEY).catch(() => 'main');
  const commit = await git(environment, 'commit-tree', 'main^{tree}', '-p', parent, '-m', 'Another one');
  await git(environment, 'update-ref', `refs/heads/${DEPLOY_KEY}`, commit);
  return commit;
}

async function git({ gitHost }: EmbeddedEnvironment, ...args: string[]): Promise<string> {
  const served = repositoryDirectory(hostLayout(gitHost), REPOSITORY);
  return (await execa('git', ['--git-dir', served, ...args], { env: SNAPSHOT_IDENTITY })).stdout;
}

/** It reads a folder in which no manifest lies, and so deploys nothing. */
function application(repoURL: string) {
  const path = 'infra/kubernetes/gitops/argocd';
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: DEPLOY_KEY, namespace: ARGOCD_NAMESPACE },
    spec: {
      project: PROJECT,
      source: { repoURL, targetRevision: DEPLOY_KEY, path },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'hello' },
    },
  };
}
