import { posix } from 'node:path';

/**
 * Whether a symbolic link is absolute, or leaves the repository at any step on its way, which is what Argo CD
 * refuses a whole repository for.
 *
 * @param path The link's own path in the repository.
 * @param target What it points to.
 */
export function leavesRepository(path: string, target: string): boolean {
  if (posix.isAbsolute(target)) return true;
  let at = posix.dirname(path);
  for (const part of target.split('/')) {
    at = posix.join(at, part);
    if (at === '..' || at.startsWith('../')) return true;
  }
  return false;
}
