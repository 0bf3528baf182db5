import { type Problem, ProblemError } from '../gitops/problem';
import { type PinnedEnvironment, revisionOf, stackFile } from './environment';
import type { Evidence } from './evidence';
import type { History } from './git';

/** How it is known that a revision has run before. */
export type Proof =
  /** Every Application of the environment is Synced and Healthy at it, or at one that reads the same. */
  | { readonly how: 'healthy'; readonly at: string }
  /** Argo CD remembers that these were synced to it; how healthy they were then is not recorded. */
  | { readonly how: 'synced'; readonly at: string; readonly applications: readonly string[] }
  /** The history of the target's own file has it: it was promoted before. */
  | { readonly how: 'promoted'; readonly at: string };

/** A commit that may be promoted. */
export interface Candidate {
  readonly revision: string;
  readonly proof: Proof;
}

/** What choosing a candidate needs. */
export interface Search {
  readonly history: History;
  readonly from: PinnedEnvironment;
  readonly to: PinnedEnvironment;
  /** The name that the user gave; the newest that has run where it is absent. */
  readonly wanted: string | undefined;
  readonly rollback: boolean;
  /** Asked only where the target's own history doesn't answer already. */
  readonly evidence: () => Promise<Evidence>;
}

/**
 * The commit to promote, and the proof that it has run.
 *
 * @throws ProblemError where git doesn't know it, or where nothing proves that it ran, or where it doesn't run well.
 */
export async function findCandidate(search: Search): Promise<Candidate> {
  const promoted = await promotedBefore(search);
  const wanted = await resolveWanted(search, promoted);
  if (wanted !== undefined && search.rollback && promoted.includes(wanted)) {
    return { revision: wanted, proof: { how: 'promoted', at: wanted } };
  }
  const evidence = await search.evidence();
  const revision = wanted ?? evidence.current;
  const proof = await prove(revision, evidence, search);
  return { revision, proof };
}

/** What the target was pinned to before, newest first. */
async function promotedBefore({ history, to, rollback }: Search): Promise<string[]> {
  if (!rollback) return [];
  const file = stackFile(to.name);
  const commits = await history.commitsOf(file);
  const texts = await Promise.all(commits.map((commit) => history.text(commit, file)));
  const revisions = texts.flatMap((text) => (text === undefined ? [] : [revisionOf(text)]));
  const distinct = [...new Set(revisions.filter((one) => one !== undefined && one !== to.revision))];
  return distinct as string[];
}

async function resolveWanted(search: Search, promoted: readonly string[]): Promise<string | undefined> {
  const { wanted, rollback, history, to } = search;
  if (wanted !== undefined) return (await history.commit(wanted)) ?? refuse(unknown(wanted));
  if (!rollback) return undefined;
  const known = await Promise.all(promoted.map((one) => history.commit(one)));
  return known.find((one) => one !== undefined) ?? refuse(nothingBefore(to));
}

async function prove(revision: string, evidence: Evidence, search: Search): Promise<Proof> {
  const { history, from } = search;
  const print = await history.fingerprint(revision);
  const same = async (other: string) =>
    other === revision || (print !== undefined && print === (await history.fingerprint(other)));
  if (await same(evidence.current)) {
    if (evidence.unwell.length > 0) refuse(unwell(revision, from, evidence));
    return { how: 'healthy', at: evidence.current };
  }
  for (const [at, applications] of evidence.synced) {
    if (await same(at)) return { how: 'synced', at, applications };
  }
  return refuse(neverRan(revision, search, evidence));
}

function refuse(problem: Problem): never {
  throw new ProblemError([problem]);
}

function unknown(name: string): Problem {
  return {
    rule: 'promotion-revision',
    found: `git knows no commit ${name}`,
    expected: 'a commit of the trunk',
    fix: 'git fetch origin, or correct --revision',
  };
}

function nothingBefore({ name }: PinnedEnvironment): Problem {
  return {
    rule: 'promotion-revision',
    where: { file: stackFile(name) },
    found: `the history of the file names no other commit that ${name} ran`,
    expected: 'a commit to go back to',
    fix: 'name it with --revision; in a shallow clone, git fetch --unshallow first',
  };
}

function unwell(revision: string, { name }: PinnedEnvironment, { unwell: list }: Evidence): Problem {
  return {
    rule: 'promotion-unhealthy',
    found: `${name} runs ${revision}, and not all is well: ${list.join(', ')}`,
    expected: 'every Application Synced and Healthy at that commit',
    fix: `mend ${name} first, or name an earlier commit that it ran with --revision`,
  };
}

function neverRan(revision: string, { from, to, rollback }: Search, { current, synced }: Evidence): Problem {
  const others = [...new Set([current, ...synced.keys()])].filter(Boolean).map((one) => one.slice(0, 8));
  const before = rollback ? `, nor was ${to.name} ever promoted to it` : '';
  return {
    rule: 'promotion-never-ran',
    found: `nothing shows that ${from.name} ever ran ${revision}${before}`,
    expected: `a commit that Argo CD of ${from.name} remembers: ${others.join(', ') || 'it remembers none'}`,
    fix: `let ${from.name} run it first${rollback ? '' : ', or go back to what was promoted before with --rollback'}`,
  };
}
