import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../gitops/problem';
import type { Change } from '../onboarding/change';
import { sliceFolder } from '../onboarding/layout';
import type { Adoption } from './slice';

/** Files that are to be made, by what is there already. */
export interface SortedFiles {
  readonly missing: readonly Change[];
  readonly same: readonly string[];
  readonly different: readonly string[];
}

/** Sorts files by whether they are there, and whether they are as they would be written. */
export function sorted(root: string, files: readonly Change[]): SortedFiles {
  const stateOf = ({ path, after }: Change) => {
    const file = join(root, path);
    if (!existsSync(file)) return 'missing';
    return after && readFileSync(file).equals(after) ? 'same' : 'different';
  };
  const having = (state: string) => files.filter((file) => stateOf(file) === state);
  return {
    missing: having('missing'),
    same: having('same').map(({ path }) => path),
    different: having('different').map(({ path }) => path),
  };
}

/**
 * What is there and differs is somebody's: it is never overwritten. The common values are everybody's from the start,
 * so they may have grown.
 */
export function filesInTheWay({ service, release }: Adoption, different: readonly string[]): Problem[] {
  return different
    .filter((path) => !path.endsWith('/values/common.yaml'))
    .map((path) => ({
      rule: 'file-in-the-way',
      where: { file: path },
      found: `the file is not what release ${release.name} comes to`,
      expected: `nothing in ${sliceFolder('apps', service)}, or the same chart and values`,
      fix: 'take the release over under another name with --service, or bring both to the same chart version first',
    }));
}
