import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readRootApplication } from '../config/root-application';
import { pins } from '../config/root-application-pins';
import { type Problem, ProblemError } from '../gitops/problem';
import { sameRepository } from '../gitops/repository-url';

/** What an environment runs, as its committed files say. */
export interface PinnedEnvironment {
  readonly name: string;
  readonly repository: string;
  /** A branch or a commit. */
  readonly revision: string;
  /** Its context in a kubeconfig. */
  readonly context: string;
}

const stackSchema = z.looseObject({
  config: z.looseObject({
    'argo-bootstrap:kubernetes': z.looseObject({ context: z.string() }),
    'argo-bootstrap:repository': z.looseObject({ url: z.string(), revision: z.string() }),
  }),
});

/**
 * Reads what an environment runs.
 *
 * @throws ProblemError where its files can't be read.
 */
export function readEnvironment(root: string, name: string): PinnedEnvironment {
  const stack = parseStack(readStack(root, name));
  if (!stack) throw new ProblemError([unreadable(name)]);
  return { name, ...stack };
}

/** The revision that a stack's file names; undefined where it isn't one, as in an old commit. */
export function revisionOf(text: string): string | undefined {
  return parseStack(text)?.revision;
}

function parseStack(text: string): Omit<PinnedEnvironment, 'name'> | undefined {
  const { data } = stackSchema.safeParse(parseOrNothing(text));
  if (!data) return undefined;
  const { url, revision } = data.config['argo-bootstrap:repository'];
  return { repository: url, revision, context: data.config['argo-bootstrap:kubernetes'].context };
}

function parseOrNothing(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function readStack(root: string, name: string): string {
  try {
    return readFileSync(join(root, stackFile(name)), 'utf8');
  } catch {
    throw new ProblemError([unreadable(name)]);
  }
}

/** The file of an environment's stack. */
export function stackFile(name: string): string {
  return `Pulumi.${name}.yaml`;
}

function unreadable(name: string): Problem {
  return {
    rule: 'promotion-environment',
    where: { file: stackFile(name) },
    found: `it does not say what ${name} runs`,
    expected: 'argo-bootstrap:kubernetes with a context, argo-bootstrap:repository with url and revision',
    fix: 'restore the file from the trunk',
  };
}

/** Why nothing can be promoted from one environment to the other; none where it can. */
export function unfit(root: string, from: PinnedEnvironment, to: PinnedEnvironment): Problem[] {
  const where = { file: stackFile(to.name) };
  const problems: Problem[] = [];
  if (!sameRepository(from.repository, to.repository)) {
    problems.push({
      rule: 'promotion-repository',
      where,
      found: `${to.name} reads ${to.repository}, ${from.name} reads ${from.repository}`,
      expected: 'two environments of one repository',
      fix: 'name other environments with --from and --to',
    });
  }
  if (!isCommit(to.revision)) {
    problems.push({
      rule: 'promotion-target',
      where,
      found: `${to.name} follows ${to.revision}`,
      expected: 'an environment that is pinned to a commit',
      fix: 'a commit reaches it by being pushed there; promote to another environment',
    });
  }
  return [...problems, ...disagreements(root, to)];
}

/** Whether a revision is the full name of a commit, which nobody can move. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

/** Files that disagree don't say what production runs, and so not what would change. */
function disagreements(root: string, { name, revision }: PinnedEnvironment): Problem[] {
  const file = readRootApplication(root, name);
  return pins(file)
    .filter(({ kind, value }) => kind === 'revision' && value !== revision)
    .map((pin) => ({
      rule: 'root-application-pin',
      where: file.locate(pin.path),
      found: `${pin.name} is ${pin.value}`,
      expected: `${revision}, as repository.revision of ${stackFile(name)} says`,
      fix: 'change one of the two: both say what this environment runs',
    }));
}
