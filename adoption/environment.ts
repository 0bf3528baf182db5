import { contextOf } from '../config/context';
import { type Problem, ProblemError } from '../gitops/problem';

/**
 * The environment whose stack names this context of the kubeconfig.
 *
 * @param context The context that is asked for; undefined for the current one.
 * @throws ProblemError where no stack does, or several do: guessing would put values where they do not belong.
 */
export function environmentOfContext(
  root: string,
  environments: readonly string[],
  context: string | undefined,
): string {
  const named = environments.filter((name) => context !== undefined && contextOf(root, name) === context);
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only;
  throw new ProblemError([ambiguous(environments, context, named)]);
}

function ambiguous(
  environments: readonly string[],
  context: string | undefined,
  named: readonly string[],
): Problem {
  const which = context === undefined ? 'the current context' : `context ${context}`;
  return {
    rule: 'environment-unclear',
    found: `${named.length === 0 ? 'no stack names' : `${named.join(' and ')} name`} ${which}`,
    expected: `one of ${environments.join(', ')}, whose values these will be`,
    fix: 'name the environment with --env',
  };
}
