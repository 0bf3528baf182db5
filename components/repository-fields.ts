import type { Credential } from '../config/credentials/schema';

/** One key of a repository Secret. */
export interface RepositoryField {
  readonly key: string;
  /** Its value; undefined for the one secret value. */
  readonly value: string | undefined;
}

/** The keys of the Secret by which Argo CD's project `project` reads a repository, as its declarative setup names them. */
export function repositoryFields(credential: Credential, project: string): RepositoryField[] {
  const common = { type: 'git', url: credential.repository, project };
  const fields = { ...common, ...kindFields(credential) };
  return Object.entries(fields).map(([key, value]) => ({ key, value }));
}

function kindFields(credential: Credential): Record<string, string | undefined> {
  switch (credential.kind) {
    case 'githubApp': {
      const { enterpriseBaseUrl } = credential;
      return {
        githubAppID: credential.appId,
        githubAppInstallationID: credential.installationId,
        ...(enterpriseBaseUrl ? { githubAppEnterpriseBaseUrl: enterpriseBaseUrl } : {}),
        githubAppPrivateKey: undefined,
      };
    }
    case 'sshKey':
      return { sshPrivateKey: undefined };
    case 'token':
      return { username: credential.username, password: undefined };
  }
}
