import type { MergedFinding } from '../result';
import type { ReportData } from './data';

/** What a report begins with. */
export interface Summary {
  readonly environments: readonly string[];
  /** Applications of all environments together. */
  readonly applications: number;
  readonly objects: number;
  /** Findings about what the change destroys or moves, among errors and warnings both. */
  readonly dangers: number;
  readonly errors: number;
  readonly warnings: number;
}

/** Counts what was looked at and what was found. */
export function summaryOf({ environments, findings }: ReportData): Summary {
  const all = environments.flatMap(({ applications }) => applications);
  return {
    environments: environments.map(({ name }) => name),
    applications: all.length,
    objects: all.reduce((sum, { objects }) => sum + objects, 0),
    dangers: findings.filter(isDanger).length,
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
  };
}

/** Whether a finding is about what a change destroys or moves, rather than about the tree as it is. */
export function isDanger({ rule }: MergedFinding): boolean {
  return /^(deletes|changes|moves|removes)-/.test(rule);
}

/** Order of a report: what destroys comes first, then errors, then warnings. */
export function byGravity(left: MergedFinding, right: MergedFinding): number {
  return gravity(left) - gravity(right);
}

function gravity(finding: MergedFinding): number {
  return (isDanger(finding) ? 0 : 2) + (finding.severity === 'error' ? 0 : 1);
}

/** `1 object`, `2 objects`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What a change destroys or moves, before anything else; empty where there is nothing to compare with. */
export function dangerVerdict({ comparison, live, ...result }: ReportData): string {
  if (!comparison && !live) return '';
  const { dangers } = summaryOf(result);
  return dangers === 0 ? 'nothing dangerous' : counted(dangers, 'danger');
}
