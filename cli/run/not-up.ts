import type { EnvironmentName } from '../../embedded/environment';
import { ProblemError } from '../../gitops/problem';

/** Said of a command that needs an environment which does not run. */
export function notUp(name: EnvironmentName): ProblemError {
  return new ProblemError([
    {
      rule: 'environment-not-up',
      found: `no ${name} environment is up on this machine`,
      expected: 'a running environment',
      fix: `run \`make up${name === 'local' ? '' : ` ENV=${name}`}\``,
    },
  ]);
}
