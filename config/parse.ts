import type { z } from 'zod';
import type { Problem } from '../gitops/problem';
import { SCALAR_KEYS, SECRETS_KEY, type Settings, settingsSchema } from './schema';
import type { SettingPath, StackFile } from './stack-file';

/** A stack's plain configuration as Pulumi hands it over: `<namespace>:<key>` to a string, structures as JSON. */
export type RawConfig = Readonly<Record<string, string>>;

/** What became of the raw configuration. */
export interface Parsed {
  /** The settings whose own part of the schema holds; all of them where there is no problem. */
  readonly settings: Partial<Settings>;
  /** Every way in which the configuration doesn't fit the schema. */
  readonly problems: readonly Problem[];
}

/** What a key may say that decides which other keys belong beside it. */
const VARIANTS: Readonly<Record<string, string>> = {
  source: 'path, repository or oci',
  kind: 'githubApp, sshKey or token',
  from: 'pulumi, sops or externalSecret',
  type: 'acme, selfSigned or existing',
};

/** Keys of Pulumi itself, such as `pulumi:tags`; not ours to judge. */
const PULUMI_NAMESPACE = 'pulumi:';

/**
 * Checks the raw configuration of project `project` against the schema.
 *
 * @param encrypted Keys whose value isn't in `raw`; a rule of its own refuses those that should not be encrypted.
 */
export function parseSettings(
  raw: RawConfig,
  encrypted: readonly string[],
  project: string,
  file: StackFile,
): Parsed {
  const prefix = `${project}:`;
  const ours = Object.entries(raw).filter(
    ([key]) => key.startsWith(prefix) && key !== `${prefix}${SECRETS_KEY}`,
  );
  const values = Object.fromEntries(ours.map(([key, value]) => decode(key.slice(prefix.length), value)));
  const foreign = Object.keys(raw)
    .filter((key) => !key.startsWith(prefix) && !key.startsWith(PULUMI_NAMESPACE))
    .map((key) => unknownKey([key], file));
  const result = settingsSchema.safeParse(values);
  const issues = result.error?.issues.filter(
    ({ path }) => !encrypted.includes(`${prefix}${String(path[0])}`),
  );
  const problems = (issues ?? []).flatMap((issue) => describe(issue, values, file));
  return { settings: result.data ?? soundParts(values, result.error), problems: [...foreign, ...problems] };
}

/** The settings that can still be judged: those without an issue other than a key too many. */
function soundParts(values: Readonly<Record<string, unknown>>, error: z.ZodError): Partial<Settings> {
  const broken = new Set(
    error.issues.filter(({ code }) => code !== 'unrecognized_keys').map(({ path }) => path[0]),
  );
  const known = Object.keys(settingsSchema.shape);
  return Object.fromEntries(
    Object.entries(values).filter(([key]) => known.includes(key) && !broken.has(key)),
  );
}

function decode(key: string, value: string): [string, unknown] {
  if (SCALAR_KEYS.has(key)) return [key, value];
  try {
    return [key, JSON.parse(value)];
  } catch {
    return [key, value];
  }
}

function describe(issue: z.core.$ZodIssue, values: unknown, file: StackFile): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], file));
  const value = path.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), values);
  const where = file.locate(path);
  const name = formatPath(path);
  if (value === undefined) {
    const fix = `set it: pulumi config set --path '${name}' …`;
    return [
      { rule: 'config-key-missing', where, found: `${name} is missing`, expected: expectation(issue), fix },
    ];
  }
  return [
    {
      rule: 'config-value-invalid',
      where,
      found: `${name} is ${JSON.stringify(value)}`,
      expected: expectation(issue),
      fix: `correct ${name}`,
    },
  ];
}

function unknownKey(path: SettingPath, file: StackFile): Problem {
  const name = formatPath(path);
  const siblings =
    path.length === 1
      ? [...Object.keys(settingsSchema.shape), SECRETS_KEY].join(', ')
      : 'only documented keys';
  const fix = `remove it, or correct its spelling: pulumi config rm --path '${name}'`;
  return {
    rule: 'config-key-unknown',
    where: file.locate(path),
    found: `${name} is unknown`,
    expected: siblings,
    fix,
  };
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `a value of type ${issue.expected}`;
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_union')
    return VARIANTS[String(issue.path.at(-1))] ?? 'one of the documented forms';
  return issue.message;
}

function formatPath(path: SettingPath): string {
  return path
    .map((part, index) => (index === 0 ? part : typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('');
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
