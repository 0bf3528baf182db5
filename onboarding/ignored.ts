import { execa } from 'execa';
import type { Problem } from '../gitops/problem';
import type { Change } from './change';

/** Files that are to be made and that git would never commit: Argo CD would render something else than this tree. */
export async function ignoredFiles(root: string, changes: readonly Change[]): Promise<Problem[]> {
  const paths = changes.map(({ path }) => path);
  const options = { cwd: root, input: paths.join('\0'), reject: false } as const;
  // Exit code 1: none is ignored. 128: no checkout, and so nobody to ignore anything.
  const { exitCode, stdout } = await execa('git', ['check-ignore', '--stdin', '-z'], options);
  if (exitCode !== 0) return [];
  return stdout
    .split('\0')
    .filter((path) => path !== '')
    .map((file) => ({
      rule: 'file-ignored',
      where: { file },
      found: 'git ignores the file, so that it would never be committed',
      expected: 'a chart whose files are all part of the repository',
      fix: 'take the file out of the chart, or rename it',
    }));
}
