import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Release } from './release';

/** Credentials of the chart's origin, which must not show in helm's arguments. */
export interface Login {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
}

/** Name under which helm knows a repository with credentials, for one run. */
export const REPOSITORY = 'origin';

/** The credentials that a release needs for its chart, if any. */
export function loginOf(release: Release): Login | undefined {
  const { repository } = release;
  if (!repository?.username || !repository.password) return undefined;
  const url = release.chart.startsWith('oci://') ? release.chart : repository.url;
  if (!url) return undefined;
  const { username, password, caFile, certFile, keyFile } = repository;
  return { url, username, password, caFile, certFile, keyFile };
}

/** helm's environment with configuration of its own in `directory`, so that credentials stay out of the user's. */
export function loginEnvironment(directory: string): NodeJS.ProcessEnv {
  return {
    HELM_REPOSITORY_CONFIG: join(directory, 'repositories.yaml'),
    HELM_REPOSITORY_CACHE: join(directory, 'repository'),
    HELM_REGISTRY_CONFIG: join(directory, 'registry.json'),
  };
}

/** A command that has to run first, and what to give it on standard input. */
export interface Preparation {
  readonly arguments: readonly string[];
  readonly input: string;
}

/** Makes helm know the repository (by a file only we can read) or log in to the registry (by standard input). */
export async function prepareLogin(directory: string, login: Login): Promise<Preparation> {
  if (login.url.startsWith('oci://')) {
    const host = new URL(login.url).host;
    const user = ['--username', login.username, '--password-stdin'];
    return { arguments: ['registry', 'login', host, ...user], input: login.password };
  }
  const entry = { name: REPOSITORY, ...login };
  const content = JSON.stringify({ apiVersion: '', repositories: [entry] });
  await writeFile(join(directory, 'repositories.yaml'), content, { mode: 0o600 });
  return { arguments: ['repo', 'update', REPOSITORY, '--fail-on-repo-update-fail'], input: '' };
}
