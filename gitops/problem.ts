import { visibleLine } from './visible';

/** A place in a file of the repository. */
export interface Location {
  /** Path relative to the repository's root, with forward slashes. */
  readonly file: string;
  /** Line, counted from 1; absent where the whole file is meant. */
  readonly line?: number;
}

/** One thing that is wrong, with what its reader needs to mend it. */
export interface Problem {
  /** Stable identifier in kebab-case, such as `repository-not-allowed`. */
  readonly rule: string;
  /** Where it is; absent where no file is involved (a tool, a port, a cluster). */
  readonly where?: Location;
  /** What was found, with the offending value. Never holds a secret. */
  readonly found: string;
  /** What would have been right. */
  readonly expected: string;
  /** What to do about it. */
  readonly fix: string;
}

/** `file:line` as editors and terminals link it, with what cannot be seen in the name written out. */
export function formatLocation(where: Location): string {
  const file = visibleLine(where.file);
  return where.line === undefined ? file : `${file}:${where.line}`;
}

/** The one form in which a problem is shown as text: location and finding, then expected and fix. */
export function formatProblem(problem: Problem): string {
  const place = problem.where ? `${formatLocation(problem.where)}: ` : '';
  return [
    `${place}${problem.found} [${problem.rule}]`,
    `  expected: ${problem.expected}`,
    `  fix: ${problem.fix}`,
  ].join('\n');
}

/** Carries every problem that a step found, so that a reader mends them in one go. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
  }
}

/** Throws all of `problems` at once; returns where there are none. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ProblemError(problems);
}
