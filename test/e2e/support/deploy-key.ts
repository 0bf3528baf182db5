import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { KubernetesObjectApi } from '@kubernetes/client-node';
import { execa } from 'execa';
import { embeddedKubeConfig } from '../../../embedded/argo/cluster-reader';
import type { EmbeddedEnvironment } from '../../../embedded/environment';
import { hostLayout, registerDeployKey, sshProxy } from '../../../embedded/git-host';
import { ARGOCD_NAMESPACE } from '../../../embedded/settings';

type Created = Parameters<KubernetesObjectApi['create']>[0];

/** Name of the Application, its project and the deploy key. */
export const DEPLOY_KEY = 'deploy-key';

/**
 * An Application that reads `repository` over SSH with a deploy key of its own, and deploys nothing by itself. The
 * address carries the account that runs the server, which plays GitHub's `git`. Returns a function that takes it away.
 */
export async function applicationWithDeployKey(
  environment: EmbeddedEnvironment,
  repository: string,
): Promise<() => Promise<void>> {
  const api = KubernetesObjectApi.makeApiClient(embeddedKubeConfig(environment));
  const url = `ssh://${userInfo().username}@github.com/${repository}`;
  const fields = {
    url,
    project: DEPLOY_KEY,
    sshPrivateKey: await issue(environment, repository),
    proxy: sshProxy(environment.runDirectory),
  };
  const objects = [secret(fields), project(url), application(url)];
  for (const object of objects) await api.create(object as Created);
  return async () => {
    for (const object of objects.reverse()) await api.delete(object as Created);
  };
}

async function issue(environment: EmbeddedEnvironment, repository: string): Promise<string> {
  const file = join(environment.directory, DEPLOY_KEY);
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  const publicKey = readFileSync(`${file}.pub`, 'utf8').trim();
  registerDeployKey(hostLayout(environment.gitHost), { name: DEPLOY_KEY, repository, publicKey });
  return readFileSync(file, 'utf8');
}

function metadata(labels: Record<string, string> = {}) {
  return { name: DEPLOY_KEY, namespace: ARGOCD_NAMESPACE, labels };
}

function secret(fields: Record<string, string>) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata({ 'argocd.argoproj.io/secret-type': 'repository' }),
    stringData: { type: 'git', ...fields },
  };
}

function project(url: string) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: metadata(),
    spec: { sourceRepos: [url], destinations: [{ server: '*', namespace: '*' }] },
  };
}

function application(url: string) {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: metadata(),
    spec: {
      project: DEPLOY_KEY,
      source: {
        repoURL: url,
        targetRevision: 'main',
        path: 'infra/kubernetes/gitops/argocd/applicationsets',
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: ARGOCD_NAMESPACE },
    },
  };
}
