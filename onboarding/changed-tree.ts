import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workingTree } from '../validate/tree/checkout';
import { isReadable } from '../validate/tree/tree';
import type { Change } from './change';
import { writeChanges } from './write';

/**
 * Copies the working tree of a checkout and carries changes out in the copy; the checkout stays as it is.
 *
 * @param scratch A directory that is thrown away.
 * @returns The directory of the copy.
 */
export async function changedTree(
  root: string,
  changes: readonly Change[],
  scratch: string,
): Promise<string> {
  const copy = mkdtempSync(join(scratch, 'changed-'));
  const tree = await workingTree(root);
  for (const file of tree.files.values()) {
    if (file.kind === 'symlink' || !isReadable(file)) continue;
    const target = join(copy, file.path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(tree.dir, file.path), target);
  }
  writeChanges(copy, changes);
  return copy;
}
