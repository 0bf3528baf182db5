import { type Allowlist, readAllowlist } from '../gitops/allowlist';
import { didYouMean } from '../gitops/nearest';
import { type Problem, ProblemError } from '../gitops/problem';
import { compareWithBase } from './base';
import {
  type EvaluatedEnvironment,
  type Evaluation,
  environmentsOf,
  evaluateEnvironment,
} from './environment';
import { withoutCredentials } from './finding';
import { rootFile } from './layout';
import { compareWithClusters, newDangers } from './live';
import type { ValidateOptions } from './options';
import { type Comparison, type LiveEnvironment, mergeFindings, type ValidationResult } from './result';
import { checkTree } from './rules/tree';
import { unreachedSlices } from './rules/unreached';
import { openSession, type Session } from './session';
import { workingTree } from './tree/checkout';
import type { Tree } from './tree/tree';

/**
 * Validates a checkout: renders every Application of every environment as Argo CD would, puts files and
 * objects to the rules, and compares with the base where there is one.
 *
 * @throws ProblemError where the check itself cannot be done: no tools, no allowlist, an unknown environment
 *   or base.
 */
export async function validate(options: ValidateOptions): Promise<ValidationResult> {
  const session = await openSession(options);
  const { signal } = options;
  const stop = () => void session.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await validateIn(session, options);
  } catch (error) {
    // What an engine that was ended complains of is not what its reader needs to know.
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await session.close();
  }
}

/** The same in a session that is open already and stays so, for many trees one after the other. */
export async function validateIn(session: Session, options: ValidateOptions): Promise<ValidationResult> {
  const started = performance.now();
  const tree = await workingTree(options.root);
  const names = environmentsToValidate(tree, options.environments);
  const allowlist = allowlistOf(options.root);
  const ofFiles = [...checkTree(tree, session.evaluation.cache), ...allowlist.problems];
  const environments = await evaluateAll(tree, allowlist.value, names, options, session);
  const { comparison, live } = await compare(environments, allowlist.value, options, session);
  const dangers = [...(comparison?.environments ?? []), ...(live ?? [])];
  return {
    environments,
    findings: mergeFindings(
      [
        ...ofFiles.map((problem) => ({ severity: 'error' as const, ...withoutCredentials(problem) })),
        ...unreachedSlices(tree, environmentsOf(tree), environments),
      ],
      [...dangers.map(({ name, dangers: findings }) => ({ name, findings })), ...environments],
    ),
    ...(comparison && { comparison }),
    ...(live && { live }),
    counts: session.evaluation.renderer.counts,
    seconds: (performance.now() - started) / 1000,
  };
}

/** What the change does to the base, and to the running clusters, as far as either is asked for. */
async function compare(
  environments: readonly EvaluatedEnvironment[],
  allowlist: Allowlist | undefined,
  { root, base, live: find, progress, toolProgress }: ValidateOptions,
  { evaluation, scratch }: Session,
): Promise<{ comparison?: Comparison; live?: readonly LiveEnvironment[] }> {
  const based =
    base === undefined
      ? undefined
      : await compareWithBase(
          environments,
          { root, base, allowlist },
          { scratch, evaluation: { ...evaluation, progress: counted(progress, base) } },
        );
  const compared = based?.comparison.environments ?? [];
  if (!find || !allowlist) return based ? { comparison: based.comparison } : {};
  const bases = new Map(
    compared.flatMap(({ name, applications: changes }) => {
      const side = based?.sides.get(name);
      return side ? [[name, { side, changes }] as const] : [];
    }),
  );
  const { engine } = evaluation;
  toolProgress?.('comparing with what runs');
  const live = await compareWithClusters(environments, { find, engine, waivers: allowlist.waivers, bases });
  const told = newDangers(
    live,
    compared.flatMap(({ dangers }) => dangers),
  );
  return { ...(based && { comparison: based.comparison }), live: told };
}

function environmentsToValidate(tree: Tree, wanted: readonly string[] | undefined): readonly string[] {
  const known = environmentsOf(tree);
  if (known.length === 0) throw new ProblemError([unknownEnvironment('local', known)]);
  const unknown = (wanted ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new ProblemError(unknown.map((name) => unknownEnvironment(name, known)));
  return wanted ?? known;
}

function unknownEnvironment(name: string, known: readonly string[]) {
  return {
    rule: 'environment-unknown',
    where: { file: rootFile(name) },
    found: `there is no environment \`${name}\`${didYouMean(name, known)}`,
    expected: known.length > 0 ? `one of ${known.join(', ')}` : 'a root Application for each environment',
    fix: 'name another environment, or run the check in a checkout of this project',
  };
}

/** Without an allowlist no environment can be judged; what is wrong with it are findings of its file. */
function allowlistOf(root: string): { value?: Allowlist; problems: readonly Problem[] } {
  try {
    return { value: readAllowlist(root), problems: [] };
  } catch (error) {
    if (error instanceof ProblemError) return { problems: error.problems };
    throw error;
  }
}

async function evaluateAll(
  tree: Tree,
  allowlist: Allowlist | undefined,
  names: readonly string[],
  options: ValidateOptions,
  { evaluation }: Session,
): Promise<EvaluatedEnvironment[]> {
  if (!allowlist) return [];
  const watched = { ...evaluation, progress: counted(options.progress) };
  return Promise.all(names.map((name) => evaluateEnvironment(tree, name, allowlist, watched)));
}

/** Tells what is done of one side, and how many that makes. */
function counted(progress: ValidateOptions['progress'], base?: string): NonNullable<Evaluation['progress']> {
  let done = 0;
  return (environment, application) => {
    done += 1;
    progress?.({ environment, application, done, ...(base !== undefined && { base }) });
  };
}
