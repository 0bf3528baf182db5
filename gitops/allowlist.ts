import { allowlistProblems } from './allowlist-problems';
import {
  ALLOWLIST_FILE,
  type Allowlist,
  allowlistSchema,
  DESCRIPTION,
  type EnvironmentAllowlist,
} from './allowlist-schema';
import { didYouMean } from './nearest';
import { ProblemError, throwIfAny } from './problem';
import { readStrictYaml } from './strict-yaml';

export type { Allowlist, EnvironmentAllowlist } from './allowlist-schema';

/**
 * Reads `policy/allowlist.yaml` below the repository's root.
 *
 * @param today The date as YYYY-MM-DD against which waivers expire; the current UTC date unless given.
 * @throws ProblemError with every problem at once, an expired waiver included.
 */
export function readAllowlist(root: string, today = new Date().toISOString().slice(0, 10)): Allowlist {
  const yaml = readStrictYaml(root, ALLOWLIST_FILE, allowlistSchema, DESCRIPTION);
  throwIfAny(allowlistProblems(yaml, today));
  return yaml.value;
}

/**
 * What one environment may use.
 *
 * @throws ProblemError where the list doesn't know the environment.
 */
export function environmentAllowlist(allowlist: Allowlist, environment: string): EnvironmentAllowlist {
  const { environments } = allowlist;
  const found = Object.hasOwn(environments, environment) ? environments[environment] : undefined;
  if (found !== undefined) return found;
  throw new ProblemError([
    {
      rule: 'environment-unknown',
      where: { file: ALLOWLIST_FILE },
      found: `no environment \`${environment}\`${didYouMean(environment, Object.keys(environments))}`,
      expected: `one of ${Object.keys(allowlist.environments).sort().join(', ')}`,
      fix: `use a listed environment, or list what \`${environment}\` may use`,
    },
  ]);
}

/**
 * The `sourceRepos` of an environment's AppProject, sorted: Git repositories, chart repositories and
 * OCI registries whose entry names the project. Empty for a project that no entry names.
 *
 * @throws ProblemError where the list doesn't know the environment.
 */
export function allowedRepositories(allowlist: Allowlist, environment: string, project: string): string[] {
  const { gitRepositories, chartRepositories, ociRegistries } = environmentAllowlist(allowlist, environment);
  return [...gitRepositories, ...chartRepositories, ...ociRegistries]
    .filter((entry) => entry.projects.includes(project))
    .map((entry) => entry.url)
    .sort();
}
