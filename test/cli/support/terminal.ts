import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../../support/checkout';

/** The program as its users start it. */
export const PROGRAM = join(PROJECT_ROOT, 'bin', 'argo-bootstrap');

/** What a colour or a rewritten line begins with. */
export const ESCAPE = '\u001b';

/** Runs a command line in a terminal of its own, and returns what it shows. */
export async function onTerminal(command: string, env: Record<string, string> = {}): Promise<string> {
  const args = ['--quiet', '--return', '--command', command, '/dev/null'];
  const options = { cwd: PROJECT_ROOT, env: { TERM: 'xterm', ...env }, reject: false } as const;
  return (await execa('script', args, options)).stdout;
}
