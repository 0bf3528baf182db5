import { readFileSync } from 'node:fs';
import type { Credential } from '../../config/credentials/schema';
import { ProblemError } from '../../gitops/problem';
import { visibleJson } from '../../gitops/visible';
import { argoCdCommand } from '../../rotation/argo-cd';
import { configOf, RotationCluster } from '../../rotation/cluster';
import { ExternalSecrets } from '../../rotation/external-secrets';
import { openExternalSteps } from '../../rotation/external-steps';
import { type RotationSteps, rotate } from '../../rotation/rotate';
import { newValue, readCredential, type StoredCredential } from '../../rotation/stack';
import { openSteps } from '../../rotation/steps';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { PROJECT_ROOT } from '../support/project';

const STANDARD_INPUT = 0;

export interface RotateFlags {
  readonly env: string;
  readonly fromFile?: string;
  readonly json?: boolean;
}

type ExternalSource = Extract<Credential['source'], { from: 'externalSecret' }>;

/**
 * Replaces a credential of an environment. The new value is in a file or on standard input, or in Vault where the
 * credential comes from there. Returns the exit code.
 */
export async function rotateCredential(wanted: string, flags: RotateFlags): Promise<number> {
  const stored = readCredential(PROJECT_ROOT, flags.env, wanted);
  const { source } = stored.credential;
  const inVault = source.from === 'externalSecret';
  const steps = await (inVault ? externalSteps(stored, source, flags) : ownSteps(stored, flags));
  const done: string[] = [];
  await rotate(steps, (step) => {
    done.push(step);
    // Where standard output is for data alone, a rotation that fails still says how far it came.
    (flags.json ? console.error : console.log)(`✔ ${step}`);
  });
  const commit = inVault ? [] : [stored.file];
  const { name } = stored.credential;
  const data = { credential: name, environment: flags.env, done, commit };
  console.log(flags.json ? visibleJson(data) : `\n${closing(commit)}`);
  return ExitCode.ok;
}

function closing(commit: readonly string[]): string {
  const also = commit.map((file) => `, and commit ${file}`).join('');
  return `Nothing uses the old credential any more: revoke it where it was issued${also}.`;
}

function ownSteps(stored: StoredCredential, { env, fromFile }: RotateFlags): Promise<RotationSteps> {
  const value = newValue(stored.credential, readFileSync(fromFile ?? STANDARD_INPUT, 'utf8'));
  const cluster = new RotationCluster(configOf(stored.context), stored.credential);
  return openSteps({ root: PROJECT_ROOT, value, cluster, ...common(stored, env) });
}

function externalSteps(stored: StoredCredential, source: ExternalSource, { env, fromFile }: RotateFlags) {
  const place = `${source.key} of Vault`;
  if (fromFile !== undefined) throw new ProblemError([elsewhere(stored, place)]);
  const config = configOf(stored.context);
  const { checkInterrupt, ...rest } = common(stored, env);
  return openExternalSteps({
    ...rest,
    checkInterrupt,
    cluster: new RotationCluster(config, stored.credential),
    externals: new ExternalSecrets(config, stored.credential, checkInterrupt),
    place,
    refreshInterval: source.refreshInterval,
  });
}

function common(stored: StoredCredential, environment: string) {
  const checkInterrupt = () => interrupted.throwIfAborted();
  return { environment, stored, argoCd: argoCdCommand, checkInterrupt };
}

function elsewhere({ credential, file }: StoredCredential, place: string) {
  return {
    rule: 'credential-elsewhere',
    where: { file },
    found: `the value of ${credential.name} is kept in ${place}`,
    expected: 'no value from a file: only Vault gets it',
    fix: 'write it there, and run this command without --from-file',
  };
}
