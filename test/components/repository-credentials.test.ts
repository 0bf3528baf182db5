import assert from 'node:assert/strict';
import type { Credential, Vault } from '../../config/credentials/schema';
import { find, type Recorded, record } from './support/record';

const NAMESPACE = 'argocd';
const REPOSITORY = 'https://github.com/example-org/argo-bootstrap';
const VAULT: Vault = {
  server: 'https://vault.example.com',
  path: 'kv',
  authMount: 'kubernetes',
  role: 'argocd',
};
const LABELS = { 'argocd.argoproj.io/secret-type': 'repository', 'app.kubernetes.io/part-of': 'argocd' };

function register(credential: Credential, value?: string, vault?: Vault): Promise<Recorded[]> {
  return record('staging', () => {
    const { secret } = require('@pulumi/pulumi') as typeof import('@pulumi/pulumi');
    const { RepositoryCredentials } =
      require('../../components/repository-credentials') as typeof import('../../components/repository-credentials');
    new RepositoryCredentials('repositories', {
      namespace: NAMESPACE,
      credentials: [credential],
      secrets: new Map(value === undefined ? [] : [[credential.name, secret(value)]]),
      projectsOf: () => ['root', 'apps'],
      vault,
    });
  });
}

/** The data of the Secret for project `apps`, decoded. */
function dataOf(resources: readonly Recorded[]): Record<string, string> {
  const { inputs } = find(resources, 'kubernetes:core/v1:Secret', 'repositories-monorepo-apps');
  const data = inputs['data'] as Record<string, string> | { value: Record<string, string> };
  const plain = ('value' in data && typeof data.value === 'object' ? data.value : data) as Record<
    string,
    string
  >;
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, decode(value)]));
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

describe('RepositoryCredentials', () => {
  it('makes one Secret for each project, labelled as a repository', async () => {
    const resources = await register(
      {
        name: 'monorepo',
        repository: REPOSITORY,
        kind: 'token',
        username: 'argocd',
        source: { from: 'pulumi' },
      },
      'ghp_0123456789abcdef',
    );
    const secrets = resources.filter(({ type }) => type === 'kubernetes:core/v1:Secret');
    assert.deepEqual(
      secrets.map(({ inputs }) => inputs['metadata']),
      ['root', 'apps'].map((project) => ({
        name: `repo-monorepo-${project}`,
        namespace: NAMESPACE,
        labels: LABELS,
      })),
    );
  });

  it('writes a token with its user', async () => {
    const resources = await register(
      {
        name: 'monorepo',
        repository: REPOSITORY,
        kind: 'token',
        username: 'argocd',
        source: { from: 'pulumi' },
      },
      'ghp_0123456789abcdef',
    );
    assert.deepEqual(dataOf(resources), {
      type: 'git',
      url: REPOSITORY,
      project: 'apps',
      username: 'argocd',
      password: 'ghp_0123456789abcdef',
    });
  });

  it('writes a GitHub App with its two numbers', async () => {
    const resources = await register(
      {
        name: 'monorepo',
        repository: REPOSITORY,
        kind: 'githubApp',
        appId: '123',
        installationId: '456',
        enterpriseBaseUrl: 'https://github.example.com/api/v3',
        source: { from: 'sops', file: 'secrets/staging.yaml' },
      },
      'key',
    );
    assert.deepEqual(dataOf(resources), {
      type: 'git',
      url: REPOSITORY,
      project: 'apps',
      githubAppID: '123',
      githubAppInstallationID: '456',
      githubAppEnterpriseBaseUrl: 'https://github.example.com/api/v3',
      githubAppPrivateKey: 'key',
    });
  });

  it('writes a deploy key, and nothing that weakens the check of the host', async () => {
    const repository = 'ssh://git@github.com/example-org/argo-bootstrap';
    const resources = await register(
      { name: 'monorepo', repository, kind: 'sshKey', source: { from: 'pulumi' } },
      'key',
    );
    assert.deepEqual(dataOf(resources), {
      type: 'git',
      url: repository,
      project: 'apps',
      sshPrivateKey: 'key',
    });
  });

  it('leaves the value of an external secret in Vault', async () => {
    const source = {
      from: 'externalSecret',
      key: 'argocd/monorepo',
      property: 'token',
      refreshInterval: '1h',
    } as const;
    const resources = await register(
      { name: 'monorepo', repository: REPOSITORY, kind: 'token', username: 'argocd', source },
      undefined,
      VAULT,
    );
    assert.deepEqual(
      resources.filter(({ type }) => type === 'kubernetes:core/v1:Secret'),
      [],
    );
    const type = 'kubernetes:external-secrets.io/v1:ExternalSecret';
    assert.deepEqual(find(resources, type, 'repositories-monorepo-apps').inputs['spec'], {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: 'argocd-vault' },
      target: {
        name: 'repo-monorepo-apps',
        creationPolicy: 'Owner',
        template: {
          engineVersion: 'v2',
          metadata: { labels: LABELS },
          data: {
            type: 'git',
            url: REPOSITORY,
            project: 'apps',
            username: 'argocd',
            password: '{{ .value }}',
          },
        },
      },
      data: [{ secretKey: 'value', remoteRef: { key: 'argocd/monorepo', property: 'token' } }],
    });
    const store = find(
      resources,
      'kubernetes:external-secrets.io/v1:SecretStore',
      'repositories-vault-store',
    );
    assert.deepEqual(store.inputs['spec'], {
      provider: {
        vault: {
          server: 'https://vault.example.com',
          path: 'kv',
          version: 'v2',
          auth: {
            kubernetes: {
              mountPath: 'kubernetes',
              role: 'argocd',
              serviceAccountRef: { name: 'argocd-vault' },
            },
          },
        },
      },
    });
  });
});
