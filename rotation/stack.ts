import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { z } from 'zod';
import { complete, malformed } from '../config/credentials/format';
import { type Credential, credentialSchema } from '../config/credentials/schema';
import { type Problem, ProblemError } from '../gitops/problem';

/** A credential of a stack. */
export interface StoredCredential {
  readonly credential: Credential;
  /** The context of the environment's cluster. */
  readonly context: string;
  /** The file that holds the encrypted value, or says that it is in Vault; relative to the repository's root. */
  readonly file: string;
}

const stackSchema = z.looseObject({
  config: z.looseObject({
    'argo-bootstrap:kubernetes': z.looseObject({ context: z.string() }),
    'argo-bootstrap:credentials': z.array(credentialSchema).default([]),
  }),
});

/** Finds a credential by its name or its repository. @throws ProblemError where there is none. */
export function readCredential(root: string, environment: string, wanted: string): StoredCredential {
  const file = `Pulumi.${environment}.yaml`;
  const { config } = stackSchema.parse(parse(readFileSync(join(root, file), 'utf8')));
  const credentials = config['argo-bootstrap:credentials'];
  const credential = credentials.find(({ name, repository }) => name === wanted || repository === wanted);
  if (!credential) throw new ProblemError([unknown(file, wanted, credentials)]);
  const { source } = credential;
  const { context } = config['argo-bootstrap:kubernetes'];
  return { credential, context, file: source.from === 'sops' ? source.file : file };
}

/** The new value as the Secrets hold it. @throws ProblemError, which never quotes it, where it has not the form. */
export function newValue({ kind, name }: Credential, text: string): string {
  const value = kind === 'token' ? text.replace(/\r?\n$/, '') : complete(kind, text);
  const expected = malformed(kind, value);
  if (expected === undefined) return value;
  throw new ProblemError([
    {
      rule: 'credential-value',
      found: `credential ${name}: the new value is no ${kind}`,
      expected,
      fix: 'pass the value as it was issued, on standard input or with --from-file',
    },
  ]);
}

/** Puts a value into the stack's encrypted configuration or its SOPS file. Returns what puts the old one back. */
export async function storeValue(
  root: string,
  environment: string,
  { credential, file }: StoredCredential,
  value: string,
): Promise<() => void> {
  const path = join(root, file);
  const before = readFileSync(path);
  const { name, source } = credential;
  const [command, args, input] =
    source.from === 'sops'
      ? ['sops', ['set', '--value-stdin', file, JSON.stringify([name])], JSON.stringify(value)]
      : [
          'pulumi',
          [
            'config',
            'set',
            '--secret',
            '--stack',
            environment,
            '--path',
            `secrets.${name}`,
            '--non-interactive',
          ],
          value,
        ];
  try {
    await execa(command, args, { cwd: root, input });
  } catch (error) {
    writeFileSync(path, before);
    throw error;
  }
  return () => writeFileSync(path, before);
}

/** Brings the credential's Secrets, and nothing else, to what the configuration says. */
export async function deploySecrets(
  root: string,
  environment: string,
  name: string,
  projects: readonly string[],
): Promise<void> {
  const targets = projects.flatMap((project) => ['--target', `**::repositories-${name}-${project}`]);
  const args = [
    'up',
    '--yes',
    '--skip-preview',
    '--stack',
    environment,
    '--policy-pack',
    'policy',
    ...targets,
  ];
  const result = await execa('pulumi', [...args, '--non-interactive', '--color=never'], {
    cwd: root,
    all: true,
    reject: false,
  });
  if (result.exitCode === 0) return;
  throw new Error(`pulumi up failed (exit code ${result.exitCode ?? 'none'}):\n${result.all}`);
}

function unknown(file: string, wanted: string, credentials: readonly Credential[]): Problem {
  return {
    rule: 'credential-unknown',
    where: { file },
    found: `there is no credential ${wanted}`,
    expected: `the name or the repository of one: ${credentials.map(({ name }) => name).join(', ') || 'there is none'}`,
    fix: 'correct the name, or name another environment with --env',
  };
}
