import { type Allowlist, DESCRIPTION, type Waiver } from './allowlist-schema';
import type { Problem } from './problem';
import { normalizeRepositoryUrl } from './repository-url';
import type { StrictYaml } from './strict-yaml';

/** What is wrong with a file that fits the schema: repeated and misplaced addresses, waivers past their day. */
export function allowlistProblems(yaml: StrictYaml<Allowlist>, today: string): Problem[] {
  return [...repeatedAddresses(yaml), ...misplacedAddresses(yaml), ...badWaivers(yaml, today)];
}

const KINDS = ['gitRepositories', 'chartRepositories', 'ociRegistries'] as const;

/** Every address of the list with its path in the file. */
function addresses({ value }: StrictYaml<Allowlist>) {
  return Object.entries(value.environments).flatMap(([environment, entries]) =>
    KINDS.flatMap((kind) =>
      entries[kind].map(({ url }, index) => ({
        environment,
        kind,
        url,
        path: ['environments', environment, kind, index, 'url'],
      })),
    ),
  );
}

function repeatedAddresses(yaml: StrictYaml<Allowlist>): Problem[] {
  const seen = new Set<string>();
  return addresses(yaml).flatMap(({ environment, url, path }) => {
    const key = `${environment} ${normalizeRepositoryUrl(url)}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const found = `${url} is listed twice for ${environment}`;
    return [
      {
        ...DESCRIPTION,
        where: yaml.locate(path),
        found,
        expected: 'each address once',
        fix: 'merge the entries',
      },
    ];
  });
}

const SCHEMES: Record<(typeof KINDS)[number], RegExp> = {
  gitRepositories: /^(https|ssh|file):/,
  chartRepositories: /^https:/,
  ociRegistries: /^oci:/,
};

function misplacedAddresses(yaml: StrictYaml<Allowlist>): Problem[] {
  return addresses(yaml)
    .filter(({ environment, kind, url }) => {
      const local = !url.startsWith('file:') || environment === 'local';
      return !SCHEMES[kind].test(url) || !local;
    })
    .map(({ environment, kind, url, path }) => ({
      ...DESCRIPTION,
      where: yaml.locate(path),
      found: `${url} stands in ${kind} of ${environment}`,
      expected:
        'https or ssh for Git, https for charts, oci for registries, and file:// for Git in local only',
      fix: 'move or remove the entry',
    }));
}

function badWaivers(yaml: StrictYaml<Allowlist>, today: string): Problem[] {
  return yaml.value.waivers.flatMap((waiver, index): Problem[] => {
    const unknown = yaml.value.environments[waiver.environment] === undefined;
    const expired = waiver.expires < today;
    return [
      ...(unknown ? [unknownEnvironment(yaml, waiver, index)] : []),
      ...(expired ? [expiredWaiver(yaml, waiver, index)] : []),
    ];
  });
}

function unknownEnvironment(yaml: StrictYaml<Allowlist>, waiver: Waiver, index: number): Problem {
  return {
    ...DESCRIPTION,
    where: yaml.locate(['waivers', index, 'environment']),
    found: `the waiver of ${waiver.rule} is for \`${waiver.environment}\``,
    expected: `one of ${Object.keys(yaml.value.environments).sort().join(', ')}`,
  };
}

function expiredWaiver(yaml: StrictYaml<Allowlist>, waiver: Waiver, index: number): Problem {
  return {
    rule: 'waiver-expired',
    where: yaml.locate(['waivers', index, 'expires']),
    found: `the waiver of ${waiver.rule} for ${waiver.value}, owned by ${waiver.owner}, expired on ${waiver.expires}`,
    expected: 'no waiver, or one whose last day is today or later',
    fix: `ask ${waiver.owner} to remove what it covers, or to renew it with a new reason`,
  };
}
