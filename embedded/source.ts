import { join } from 'node:path';
import { refreshApplications } from './applications/read';
import { embeddedKubeConfig } from './argo/cluster-reader';
import type { EmbeddedEnvironment } from './environment';
import { type GitRedirection, workspaceRedirection } from './git/redirection';
import type { Snapshot } from './git/snapshot';
import { prepareRehearsal } from './rehearsal';
import type { RehearsedKind } from './rehearsal/kinds';
import { ARGOCD_NAMESPACE } from './settings';
import { refreshSnapshot } from './snapshot';

/** The URL under which the manifests of the local environment name the checkout. */
const WORKSPACE_URL = 'file:///workspace';

/** What an environment deploys, and how Argo CD gets to read it. */
export interface TreeSource {
  readonly snapshot: Snapshot;
  readonly git: GitRedirection;
}

/**
 * Commits the working tree, with third-party files in place, and serves it where the environment's manifests look for
 * it: local as `file:///workspace`, a rehearsal as the repository on GitHub.
 */
export async function serveTree(environment: EmbeddedEnvironment, kind?: RehearsedKind): Promise<TreeSource> {
  const snapshot = await refreshSnapshot(environment);
  if (environment.name !== 'local') {
    return { snapshot, git: await prepareRehearsal(environment, snapshot.revision, kind) };
  }
  const directory = join(environment.directory, 'git');
  return { snapshot, git: workspaceRedirection(directory, WORKSPACE_URL, environment.snapshot) };
}

/** Serves the working tree as it is now, and has Argo CD look at it at once. */
export async function syncTree(environment: EmbeddedEnvironment): Promise<Snapshot> {
  const { snapshot } = await serveTree(environment);
  await refreshApplications(embeddedKubeConfig(environment), ARGOCD_NAMESPACE);
  return snapshot;
}
