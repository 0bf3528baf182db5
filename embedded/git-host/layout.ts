import { join } from 'node:path';

/** Where a git host keeps what it serves and knows. Everything lies below one directory. */
export interface HostLayout {
  readonly directory: string;
  /** Bare repositories, as `<owner>/<name>.git`. */
  readonly repositories: string;
  /** Certificate of the authority that certified the host, for clients. */
  readonly authority: string;
  readonly certificate: string;
  /** Private key of the certificate. */
  readonly key: string;
  /** Signs the tokens that the host hands out. */
  readonly tokenKey: string;
  /** What may read which repository; holds no secret value. */
  readonly credentials: string;
  /** What OpenSSH's server works with. */
  readonly ssh: string;
  readonly authorizedKeys: string;
  /** One line of JSON for each request. */
  readonly requests: string;
}

/** The files of the git host in `directory`. */
export function hostLayout(directory: string): HostLayout {
  const at = (name: string) => join(directory, name);
  return {
    directory,
    repositories: at('repositories'),
    authority: at('authority.pem'),
    certificate: at('certificate.pem'),
    key: at('key.pem'),
    tokenKey: at('token-key'),
    credentials: at('credentials.json'),
    ssh: at('ssh'),
    authorizedKeys: at('ssh/authorized_keys'),
    requests: at('requests.jsonl'),
  };
}

/** The bare repository that is served as `https://<host>/<repository>`. */
export function repositoryDirectory({ repositories }: HostLayout, repository: string): string {
  return join(repositories, `${repository}.git`);
}
