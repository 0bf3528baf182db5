import { readAllowlist } from '../gitops/allowlist';
import { compareEnvironments } from './diff/compare';
import { dangersOf } from './diff/danger';
import { asFindings, type EvaluatedEnvironment, environmentsOf, evaluateEnvironment } from './environment';
import type { Comparison, EnvironmentComparison } from './result';
import type { Session } from './session';
import { committedTree } from './tree/checkout';

/**
 * Evaluates the base as well, usually from the cache, and compares each environment with it.
 *
 * @throws ProblemError where git does not know the base.
 */
export async function compareWithBase(
  environments: readonly EvaluatedEnvironment[],
  { root, base }: { root: string; base: string },
  { evaluation, scratch }: Session,
): Promise<Comparison> {
  const tree = await committedTree(root, base, scratch);
  const known = environmentsOf(tree);
  const { waivers } = readAllowlist(root);
  const evaluate = async (after: EvaluatedEnvironment): Promise<EnvironmentComparison> => {
    const { name } = after;
    if (!known.includes(name)) return incomparable(name, 'the base has no such environment');
    const before = await evaluateEnvironment(tree, name, readAllowlist(tree.dir), evaluation);
    if (!before.model || !before.facts) return incomparable(name, 'the base could not be read');
    if (!after.model || !after.facts) return incomparable(name, 'this tree could not be read');
    const [old, now] = [
      { model: before.model, facts: before.facts },
      { model: after.model, facts: after.facts },
    ];
    const applications = compareEnvironments(old, now);
    return { name, applications, dangers: asFindings(name, dangersOf(applications, after.model, waivers)) };
  };
  return { base: { name: base, sha: tree.sha }, environments: await Promise.all(environments.map(evaluate)) };
}

function incomparable(name: string, reason: string): EnvironmentComparison {
  return { name, applications: [], dangers: [], incomparable: reason };
}
