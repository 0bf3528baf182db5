import { type Allowlist, readAllowlist } from '../gitops/allowlist';
import { ProblemError } from '../gitops/problem';
import { compareEnvironments, type Side } from './diff/compare';
import { dangersOf } from './diff/danger';
import { asFindings, type EvaluatedEnvironment, environmentsOf, evaluateEnvironment } from './environment';
import type { Comparison, EnvironmentComparison } from './result';
import type { Session } from './session';
import { committedTree } from './tree/checkout';
import type { Tree } from './tree/tree';

/** A comparison, and what the base renders to in each environment that could be compared. */
export interface BaseComparison {
  readonly comparison: Comparison;
  readonly sides: ReadonlyMap<string, Side>;
}

/**
 * Evaluates the base as well, usually from the cache, and compares each environment with it.
 *
 * @param allowlist The allowlist of the change, whose waivers count.
 * @throws ProblemError where git does not know the base.
 */
export async function compareWithBase(
  environments: readonly EvaluatedEnvironment[],
  { root, base, allowlist }: { root: string; base: string; allowlist: Allowlist | undefined },
  session: Pick<Session, 'evaluation' | 'scratch'>,
): Promise<BaseComparison> {
  const tree = await committedTree(root, base, session.scratch);
  const sides = new Map<string, Side>();
  const compare = async (after: EvaluatedEnvironment): Promise<EnvironmentComparison> => {
    const { name, model, facts } = after;
    if (!model || !facts) return incomparable(name, 'this tree could not be read');
    const before = await baseSide(tree, name, session);
    if (typeof before === 'string') return incomparable(name, before);
    sides.set(name, before);
    const applications = compareEnvironments(before, { model, facts });
    const dangers = dangersOf(applications, { before: before.model, after: model }, allowlist?.waivers ?? []);
    return { name, applications, dangers: asFindings(name, dangers) };
  };
  const compared = await Promise.all(environments.map(compare));
  return { comparison: { base: { name: base, sha: tree.sha }, environments: compared }, sides };
}

/** What an environment was at the base, or why it cannot be told. */
async function baseSide(
  tree: Tree,
  name: string,
  { evaluation }: Pick<Session, 'evaluation'>,
): Promise<Side | string> {
  if (!environmentsOf(tree).includes(name)) return 'the base has no such environment';
  try {
    const { model, facts } = await evaluateEnvironment(tree, name, readAllowlist(tree.dir), evaluation);
    return model && facts ? { model, facts } : 'the base could not be read';
  } catch (error) {
    // The allowlist of the base is no business of whoever changes it now.
    if (error instanceof ProblemError) return 'the base could not be read';
    throw error;
  }
}

function incomparable(name: string, reason: string): EnvironmentComparison {
  return { name, applications: [], dangers: [], incomparable: reason };
}
