import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ProblemError } from '../../gitops/problem';

/** What `file:///workspace` serves at this moment. */
export interface Snapshot {
  /** Full SHA of the commit that `HEAD` and `main` of the bare repository name. */
  readonly revision: string;
  /** False where the working tree is as it was at the last snapshot. */
  readonly changed: boolean;
}

/** Snapshots are the tool's own commits; a fixed identity and date make equal trees equal commits. */
export const SNAPSHOT_IDENTITY = {
  GIT_AUTHOR_NAME: 'argo-bootstrap',
  GIT_AUTHOR_EMAIL: 'argo-bootstrap@localhost',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'argo-bootstrap',
  GIT_COMMITTER_EMAIL: 'argo-bootstrap@localhost',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};

/**
 * Commits the working tree at `root`, uncommitted and untracked files included, ignored ones left out, to the
 * bare repository `repository`. The checkout itself, its index and its objects stay untouched.
 *
 * @param include ignored files and folders, relative to `root`, that belong to the snapshot all the same
 */
export async function takeSnapshot(
  root: string,
  repository: string,
  include: readonly string[] = [],
): Promise<Snapshot> {
  await requireCheckout(root);
  const first = await ensureBareRepository(repository);
  const index = join(repository, 'snapshot.index');
  // A run that was killed while git wrote the index leaves this behind; the caller's lock says nobody else is at it.
  rmSync(`${index}.lock`, { force: true });
  // Every object goes to the snapshot's own store: one that leaned on the checkout's would break at its next gc.
  const env = { GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: join(repository, 'objects') };
  // git writes what it takes for big into one pack: the first snapshot would be a file for each of the tree's otherwise.
  const add = [...(first ? ['-c', 'core.bigFileThreshold=1'] : []), 'add'];
  await run(root, [...add, '--all', '--', '.'], env);
  const present = include.filter((path) => existsSync(join(root, path)));
  if (present.length > 0) await run(root, [...add, '--force', '--', ...present], env);
  return publish(repository, await run(root, ['write-tree'], env));
}

/** Whether it is new. */
async function ensureBareRepository(repository: string): Promise<boolean> {
  if (existsSync(join(repository, 'HEAD'))) return false;
  mkdirSync(repository, { recursive: true });
  await run(repository, ['init', '--bare', '--quiet', '--initial-branch=main', '.'], {});
  return true;
}

async function publish(repository: string, tree: string): Promise<Snapshot> {
  const previous = await revParse(repository, 'refs/heads/main');
  const previousTree = previous && (await revParse(repository, `${previous}^{tree}`));
  if (previous && previousTree === tree) return { revision: previous, changed: false };
  const parents = previous ? ['-p', previous] : [];
  const message = 'Snapshot of the working tree';
  const revision = await run(repository, ['commit-tree', tree, ...parents, '-m', message], SNAPSHOT_IDENTITY);
  await run(repository, ['update-ref', 'refs/heads/main', revision], {});
  return { revision, changed: true };
}

async function revParse(repository: string, name: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', name];
  const result = await execa('git', args, { cwd: repository, reject: false });
  return result.exitCode === 0 ? result.stdout.trim() : undefined;
}

async function requireCheckout(root: string): Promise<void> {
  const result = await execa('git', ['rev-parse', '--is-inside-work-tree'], { cwd: root, reject: false });
  if (result.exitCode === 0) return;
  throw new ProblemError([
    {
      rule: 'not-a-git-checkout',
      found: `git cannot read the checkout: ${result.stderr.trim()}`,
      expected: 'a git working tree, whose files Argo CD can fetch',
      fix: 'clone the project with git, or run `git init` in it',
    },
  ]);
}

async function run(cwd: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  const { stdout } = await execa('git', ['-c', 'core.hooksPath=/dev/null', ...args], {
    cwd,
    env: { GIT_OPTIONAL_LOCKS: '0', ...env },
  });
  return stdout.trim();
}
