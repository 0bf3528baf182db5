import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ProblemError } from '../../gitops/problem';
import { materialiseVendored } from '../../toolchain';
import { openTree, type Tree } from './tree';
import { walkFiles } from './walk';

/**
 * The working tree as Argo CD would see it after a commit: tracked and untracked files, ignored ones left out,
 * third-party files of the vendor lock put in. A directory that is no git checkout is taken as it is.
 *
 * @throws ProblemError where vendored files are missing and cannot be had offline.
 */
export async function workingTree(root: string): Promise<Tree> {
  const vendored = await vendoredFiles(root);
  const listed = await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const paths = listed === undefined ? walkFiles(root) : listed.split('\0').filter((path) => path !== '');
  return openTree(root, [...paths, ...vendored]);
}

/**
 * The tree of a commit, written to a directory of its own; the checkout and its index stay as they are.
 *
 * @throws ProblemError where git does not know the revision.
 */
export async function committedTree(
  root: string,
  name: string,
  scratch: string,
): Promise<Tree & { sha: string }> {
  const sha = await resolveRevision(root, name);
  const home = mkdtempSync(join(scratch, 'base-'));
  const dir = join(home, 'tree');
  const env = { GIT_INDEX_FILE: join(home, 'index') };
  await execa('git', ['read-tree', sha], { cwd: root, env });
  await execa('git', ['checkout-index', '--all', '--quiet', `--prefix=${dir}/`], { cwd: root, env });
  await vendoredFiles(dir);
  return { ...openTree(dir, walkFiles(dir)), sha };
}

async function resolveRevision(root: string, name: string): Promise<string> {
  const found = await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  if (found !== undefined) return found.trim();
  throw new ProblemError([
    {
      rule: 'base-unknown',
      found: `git knows no commit \`${name}\``,
      expected: 'a branch, tag or commit of this checkout',
      fix: `fetch it (git fetch origin ${name}), or name another with --base`,
    },
  ]);
}

/** Third-party files that the lock names; nothing is fetched: what is missing comes from Go's module cache. */
async function vendoredFiles(root: string): Promise<string[]> {
  if (!existsSync(join(root, 'toolchain', 'vendor.lock.yaml'))) return [];
  const files = await materialiseVendored({ root, cachedOnly: true });
  return files.map(({ file }) => file);
}

/** What git prints; undefined where it fails, as it does outside of a checkout. */
async function git(cwd: string, args: readonly string[]): Promise<string | undefined> {
  const result = await execa('git', args, { cwd, reject: false, maxBuffer: 256 << 20 });
  return result.exitCode === 0 ? result.stdout : undefined;
}
