import { readFileSync } from 'node:fs';
import { argoCdCommand } from '../../rotation/argo-cd';
import { RotationCluster } from '../../rotation/cluster';
import { rotate } from '../../rotation/rotate';
import { newValue, readCredential } from '../../rotation/stack';
import { openSteps } from '../../rotation/steps';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { PROJECT_ROOT } from '../support/project';

const STANDARD_INPUT = 0;

/** Replaces a credential of an environment, whose new value is in a file or on standard input. Returns the exit code. */
export async function rotateCredential(
  wanted: string,
  { env, fromFile }: { readonly env: string; readonly fromFile?: string },
): Promise<number> {
  const stored = readCredential(PROJECT_ROOT, env, wanted);
  const value = newValue(stored.credential, readFileSync(fromFile ?? STANDARD_INPUT, 'utf8'));
  const steps = await openSteps({
    root: PROJECT_ROOT,
    environment: env,
    stored,
    value,
    cluster: RotationCluster.open(stored.context, stored.credential),
    argoCd: argoCdCommand,
    checkInterrupt: () => interrupted.throwIfAborted(),
  });
  await rotate(steps, (done) => console.log(`✔ ${done}`));
  console.log(
    `\nNothing uses the old credential any more: revoke it where it was issued, and commit ${stored.file}.`,
  );
  return ExitCode.ok;
}
