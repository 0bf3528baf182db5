import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

/** The checkout that the tests themselves run in. */
export const PROJECT_ROOT = resolve(__dirname, '..', '..');

/** A copy of the project that a test may change. */
export interface Checkout {
  readonly root: string;
  /** Removes the copy. */
  remove(): void;
}

/**
 * Copies what git would commit of this working tree into a repository of its own, with the packages that are
 * installed here, so that a test starts from a clone and leaves nothing behind.
 */
export async function copyCheckout(): Promise<Checkout> {
  const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-checkout-'));
  const root = join(directory, 'argo-bootstrap');
  mkdirSync(root);
  await copyFiles(root);
  await git(root, 'init', '--quiet', '--initial-branch=main');
  // A link is no folder to .gitignore, and Argo CD refuses a repository with links that lead out of it.
  appendFileSync(join(root, '.git', 'info', 'exclude'), 'node_modules\n');
  symlinkSync(join(PROJECT_ROOT, 'node_modules'), join(root, 'node_modules'));
  await commit(root, 'Everything');
  return { root, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

async function copyFiles(root: string): Promise<void> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await execa('git', list, { cwd: PROJECT_ROOT });
  const present = stdout.split('\0').filter((file) => file !== '' && existsSync(join(PROJECT_ROOT, file)));
  for (const file of present) {
    cpSync(join(PROJECT_ROOT, file), join(root, file), { verbatimSymlinks: true });
  }
}

/** Commits everything in the copy under the test's own name. */
export async function commit(root: string, message: string): Promise<void> {
  await git(root, 'add', '--all');
  await git(root, 'commit', '--quiet', '--allow-empty', '-m', message);
}

async function git(root: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  await execa('git', [...identity, ...args], { cwd: root });
}
