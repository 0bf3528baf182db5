import { materialiseVendored } from '../toolchain';
import type { EmbeddedEnvironment } from './environment';
import { type Snapshot, takeSnapshot } from './git/snapshot';

/** Puts third-party files in place and commits the working tree, with them, to the snapshot. */
export async function refreshSnapshot(environment: EmbeddedEnvironment): Promise<Snapshot> {
  const vendored = await materialiseVendored({ root: environment.root });
  return takeSnapshot(
    environment.root,
    environment.snapshot,
    vendored.map(({ file }) => file),
  );
}
