import type { Manifest } from '../gitops/manifest';
import type { Problem } from '../gitops/problem';

/** Names of values that hold a secret more often than not. */
const SECRET_NAME =
  /(password|passwd|passphrase|token|secret|api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key|credentials?|connection[-_]?string)$/i;

/**
 * Values and objects that would carry a secret into the repository.
 *
 * @param harmless Paths of values that somebody looked at and found to be none.
 */
export function secretProblems(
  values: Readonly<Record<string, unknown>>,
  objects: readonly Manifest[],
  harmless: readonly string[],
): Problem[] {
  const suspicious = pathsOf(values).filter((path) => !harmless.includes(path));
  const filled = objects.filter(isFilledSecret).map(({ metadata }) => metadata.name);
  return [
    ...suspicious.map((path) => ({
      rule: 'value-may-be-secret',
      found: `the release was given a value for ${path}, which would stand in the repository in clear`,
      expected: 'secrets in a Kubernetes Secret that the chart refers to by name',
      fix: `move it there, upgrade the release, and adopt it then (docs/secrets.md); or say that it is none: --harmless ${path}`,
    })),
    ...filled.map((name) => ({
      rule: 'release-holds-secret',
      found: `the chart makes Secret ${name} from values`,
      expected: 'a Secret that comes from elsewhere',
      fix: 'have External Secrets or a person make it, switch it off in the chart, and adopt the release then (docs/secrets.md)',
    })),
  ];
}

function isFilledSecret(object: Manifest): boolean {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return false;
  return [object['data'], object['stringData']].some((data) => Object.keys(data ?? {}).length > 0);
}

function pathsOf(value: unknown, above: readonly string[] = []): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...above, key]));
  }
  const isText = typeof value === 'string' && value !== '';
  // An item of a list goes by the list's own name.
  const name = above.findLast((part) => !/^\d+$/.test(part)) ?? '';
  return isText && SECRET_NAME.test(name) ? [above.join('.')] : [];
}
