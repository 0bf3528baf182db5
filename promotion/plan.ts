import { pinRevision, type Rewrite } from '../config/pin-writer';
import { type Problem, ProblemError, throwIfAny } from '../gitops/problem';
import { type MovedApplication, movedApplications } from './applications';
import { findCandidate, type Proof } from './candidate';
import { isCommit, type PinnedEnvironment, readEnvironment, unfit } from './environment';
import type { Evidence } from './evidence';
import { type Commit, History } from './git';

/** What to promote. */
export interface PromotionOptions {
  /** The checkout; absolute. */
  readonly root: string;
  readonly from: string;
  readonly to: string;
  /** A name of the commit; what `from` runs now unless given, with `rollback` what `to` ran before. */
  readonly revision?: string;
  /** Whether commits may be taken back. */
  readonly rollback: boolean;
  /** The branch that has every commit that may be promoted; the one that `from` follows unless given. */
  readonly trunk?: string;
  /** What Argo CD of `from` says, by the context that its file names. */
  readonly evidence: (context: string) => Promise<Evidence>;
}

/** A promotion before it is written. */
export interface Promotion {
  readonly from: string;
  readonly to: string;
  /** `before` is what the files say, even where git doesn't know it. */
  readonly revision: { readonly before: string; readonly after: string };
  /** `first` where git doesn't know what the target runs, `sideways` where neither commit has the other. */
  readonly direction: 'none' | 'first' | 'forwards' | 'backwards' | 'sideways';
  readonly proof: Proof;
  /** Commits that the target gains; `relevant` are those that change what it reads. */
  readonly gained: Commits;
  /** Commits that it loses. */
  readonly lost: Commits;
  readonly applications: readonly MovedApplication[];
  readonly rewrites: readonly Rewrite[];
}

export interface Commits {
  readonly total: number;
  readonly relevant: readonly Commit[];
}

/**
 * Everything about a promotion, with nothing written.
 *
 * @throws ProblemError with every reason not to promote.
 */
export async function planPromotion(options: PromotionOptions): Promise<Promotion> {
  const history = new History(options.root);
  const [from, to] = [options.from, options.to].map((name) => readEnvironment(options.root, name));
  if (!from || !to) throw new Error('two environments were read');
  const rewrites = pinRevision(options.root, to.name, to.revision);
  throwIfAny([...unfit(options.root, from, to), ...(await dirty(history, rewrites))]);
  const evidence = () => options.evidence(from.context);
  const search = { history, from, to, wanted: options.revision, rollback: options.rollback, evidence };
  const { revision, proof } = await findCandidate(search);
  const before = await history.commit(to.revision);
  const step = await compare(history, before, revision);
  throwIfAny([
    ...(await offTrunk(history, revision, from, options.trunk)),
    ...(options.rollback ? [] : takesBack(to, revision, step)),
  ]);
  return {
    from: from.name,
    to: to.name,
    revision: { before: to.revision, after: revision },
    proof,
    ...step,
    applications: before === revision ? [] : await movedApplications(history, to.name, before, revision),
    rewrites: pinRevision(options.root, to.name, revision),
  };
}

type Step = Pick<Promotion, 'direction' | 'gained' | 'lost'>;

const NONE: Commits = { total: 0, relevant: [] };

async function compare(history: History, before: string | undefined, after: string): Promise<Step> {
  if (before === undefined) return { direction: 'first', gained: NONE, lost: NONE };
  const between = async (from: string, to: string): Promise<Commits> => ({
    total: await history.count(from, to),
    relevant: await history.commits(from, to),
  });
  const [gained, lost] = [await between(before, after), await between(after, before)];
  if (lost.total === 0) return { direction: gained.total === 0 ? 'none' : 'forwards', gained, lost };
  return { direction: gained.total === 0 ? 'backwards' : 'sideways', gained, lost };
}

async function dirty(history: History, rewrites: readonly Rewrite[]): Promise<Problem[]> {
  const files = await history.uncommitted(rewrites.map(({ file }) => file)).catch(() => undefined);
  if (!files) throw new ProblemError([noCheckout()]);
  return files.map((file) => ({
    rule: 'promotion-uncommitted',
    where: { file },
    found: 'it has changes that are not committed',
    expected: 'the committed file, so that the promotion is a change of its own',
    fix: 'commit the changes, or take them back with git restore',
  }));
}

function noCheckout(): Problem {
  return {
    rule: 'not-a-git-checkout',
    found: 'git cannot read the checkout',
    expected: 'a git working tree with the history of the trunk',
    fix: 'clone the project with git',
  };
}

async function offTrunk(
  history: History,
  revision: string,
  from: PinnedEnvironment,
  wanted: string | undefined,
): Promise<Problem[]> {
  const trunk = await findTrunk(history, from, wanted);
  if (await history.contains(trunk.commit, revision)) return [];
  const shallow = await history.isShallow();
  return [
    {
      rule: 'promotion-off-trunk',
      found: `${revision} is no commit of ${trunk.name}`,
      expected: 'a commit that was merged to the trunk',
      fix: shallow
        ? 'git fetch --unshallow, since this clone has a part of the history only'
        : `merge it first, or git fetch origin where ${trunk.name} is out of date`,
    },
  ];
}

/** What was pushed counts before what lies here: others can read only that. */
async function findTrunk(
  history: History,
  from: PinnedEnvironment,
  wanted: string | undefined,
): Promise<{ name: string; commit: string }> {
  const branch = isCommit(from.revision) ? 'main' : from.revision;
  const names = wanted === undefined ? [`origin/${branch}`, branch] : [wanted];
  for (const name of names) {
    const commit = await history.commit(name);
    if (commit !== undefined) return { name, commit };
  }
  throw new ProblemError([
    {
      rule: 'promotion-trunk',
      found: `git knows no branch ${names.join(' or ')}`,
      expected: 'the branch that every change is merged to',
      fix: 'git fetch origin, or name it with --trunk',
    },
  ]);
}

function takesBack({ name, revision: current }: PinnedEnvironment, revision: string, step: Step): Problem[] {
  const { total, relevant } = step.lost;
  if (total === 0) return [];
  return [
    {
      rule: 'promotion-backwards',
      found: `${revision} lacks ${total} commits that ${name} runs at ${current}, ${relevant.length} of which change what it reads`,
      expected: 'a commit that has everything that runs there',
      fix: 'add --rollback where going back is what you want',
    },
  ];
}
