import { join } from 'node:path';
import type { Problem } from '../../gitops/problem';
import type { EmbeddedEnvironment } from '../environment';
import { clusterDirectory, missingProcesses } from './processes';

/** Nothing but a whole control plane is of use: without its controllers a cluster answers and does nothing. */
export function endedAtOnce(
  environment: EmbeddedEnvironment,
  missing: readonly string[],
  attempts: number,
): Problem {
  return {
    rule: 'control-plane-ended',
    found: `processes of the control plane ended at once, ${attempts} times: ${missing.join(', ')}`,
    expected: 'each keeps running',
    fix: `the end of their logs in ${logsOf(environment)} says why; mend that, and run the command again`,
  };
}

/** The data of a control plane is never removed unasked where the stack counts on it. */
export function notRestarted(environment: EmbeddedEnvironment): Problem {
  const { name } = environment;
  const missing = missingProcesses(environment).join(', ') || 'the API server does not answer';
  return {
    rule: 'control-plane-not-restarted',
    found: `the control plane of ${name} does not start again: ${missing}`,
    expected: 'every process runs again, on the data and the ports that it had',
    fix:
      `the end of their logs in ${logsOf(environment)} says why; where another program took a port, end that and run ` +
      `the command again, or \`make down ENV=${name}\` and \`make up ENV=${name}\` make another environment`,
  };
}

function logsOf(environment: EmbeddedEnvironment): string {
  return join(clusterDirectory(environment), 'logs');
}
