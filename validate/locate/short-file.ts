import { isRegular, type Tree } from '../tree/tree';

const LIMIT_BYTES = 2 << 20;

/** Whether a file is looked through for the place of a finding: one of the tree itself, below 2 MiB. */
export function isShortFile(tree: Tree, path: string): boolean {
  return isRegular(tree, path) && (tree.files.get(path)?.size ?? 0) < LIMIT_BYTES;
}
