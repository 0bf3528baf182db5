import { materialiseVendored } from '../toolchain';
import { refreshApplications } from './applications/read';
import { embeddedKubeConfig } from './argo/cluster-reader';
import type { EmbeddedEnvironment } from './environment';
import { type Snapshot, takeSnapshot } from './git/snapshot';
import { ARGOCD_NAMESPACE } from './settings';

/** Puts third-party files in place and commits the working tree, with them, to the snapshot. */
export async function refreshSnapshot(environment: EmbeddedEnvironment): Promise<Snapshot> {
  const vendored = await materialiseVendored({ root: environment.root });
  return takeSnapshot(
    environment.root,
    environment.snapshot,
    vendored.map(({ file }) => file),
  );
}

/** Takes a new snapshot and has Argo CD look at it now. */
export async function syncSnapshot(environment: EmbeddedEnvironment): Promise<Snapshot> {
  const snapshot = await refreshSnapshot(environment);
  await refreshApplications(embeddedKubeConfig(environment), ARGOCD_NAMESPACE);
  return snapshot;
}
