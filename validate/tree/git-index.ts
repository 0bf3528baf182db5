import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Tree } from './tree';

/** Git wants an object for each entry of an index, and does not look at it for listing names. */
const ANY_OBJECT = '0123456789012345678901234567890123456789';

/**
 * Makes a git directory whose index lists exactly the files of a tree, so that git itself can match the
 * patterns of git generators.
 */
export async function gitIndexOf(tree: Tree, directory: string): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const gitDir = join(directory, 'index.git');
  await execa('git', ['init', '--quiet', '--bare', gitDir], { env: { GIT_TEMPLATE_DIR: '' } });
  const entries = [...tree.files.values()].map(
    ({ path, kind }) => `${kind === 'symlink' ? '120000' : '100644'} ${ANY_OBJECT} 0\t${path}\0`,
  );
  await execa('git', [`--git-dir=${gitDir}`, 'update-index', '-z', '--index-info'], {
    input: entries.join(''),
  });
  return gitDir;
}
