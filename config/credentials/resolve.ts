import { type Problem, ProblemError } from '../../gitops/problem';
import type { StackFile } from '../stack-file';
import { complete, malformed } from './format';
import type { Credential } from './schema';
import { decryptSops } from './sops';

/** The secret values of the credentials by name; a credential whose value stays in Vault is not among them. */
export type SecretValues = ReadonlyMap<string, string>;

/** What resolving needs from outside. */
export interface SecretSources {
  /** The repository's root. */
  readonly root: string;
  /** The decrypted `argo-bootstrap:secrets`; undefined where the configuration has none. */
  readonly pulumi: unknown;
  readonly file: StackFile;
}

/** Values, and everything that is wrong with them. No problem quotes a value. */
export interface Resolved {
  readonly values: SecretValues;
  readonly problems: readonly Problem[];
}

/**
 * Reads the secret value of each credential from its source and checks its form.
 *
 * @param credentials Undefined where the configuration's list is broken: which values belong to it can't be said then.
 */
export async function resolveSecrets(
  credentials: readonly Credential[] | undefined,
  sources: SecretSources,
): Promise<Resolved> {
  if (!credentials) return { values: new Map(), problems: [] };
  const values = new Map<string, string>();
  const problems: Problem[] = [...strayValues(credentials, sources)];
  for (const [index, credential] of credentials.entries()) {
    const where = sources.file.locate(['credentials', index]);
    try {
      const value = await readValue(credential, sources);
      if (value === undefined) continue;
      const expected = malformed(credential.kind, value.secret);
      if (expected === undefined)
        values.set(credential.name, complete(credential.kind, String(value.secret)));
      else problems.push(unusable(credential, value, expected, where));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { values, problems };
}

/** A value as its source has it, and what to call the place it was read from. */
interface Found {
  readonly secret: unknown;
  readonly place: string;
  readonly fix: string;
}

async function readValue({ name, source }: Credential, sources: SecretSources): Promise<Found | undefined> {
  switch (source.from) {
    case 'pulumi': {
      const fix = `pulumi config set --secret --path 'secrets.${name}' < file`;
      return { secret: asRecord(sources.pulumi)[name], place: `secrets.${name}`, fix };
    }
    case 'sops': {
      const secret = (await decryptSops(sources.root, source.file))[name];
      return { secret, place: `${name} of ${source.file}`, fix: `sops edit ${source.file}` };
    }
    case 'externalSecret':
      return undefined;
  }
}

function unusable(
  { name, kind }: Credential,
  { secret, place, fix }: Found,
  expected: string,
  where: Problem['where'],
) {
  const state = secret === undefined ? 'is missing' : `is no ${kind}`;
  const problem = { rule: 'credential-value', found: `credential ${name}: ${place} ${state}`, expected, fix };
  return where ? { ...problem, where } : problem;
}

/** Encrypted values that no credential asks for: a misspelt name, or one that should have been removed. */
function strayValues(credentials: readonly Credential[], { pulumi, file }: SecretSources): Problem[] {
  const wanted = new Set(
    credentials.filter(({ source }) => source.from === 'pulumi').map(({ name }) => name),
  );
  return Object.keys(asRecord(pulumi))
    .filter((name) => !wanted.has(name))
    .map((name) => ({
      rule: 'credential-unknown',
      where: file.locate(['secrets', name]),
      found: `secrets.${name} belongs to no credential`,
      expected: `the name of a credential with source pulumi: ${[...wanted].join(', ') || 'there is none'}`,
      fix: `pulumi config rm --path 'secrets.${name}', or correct the name`,
    }));
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
