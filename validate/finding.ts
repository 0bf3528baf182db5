import { masked } from '../gitops/masked';
import { formatLocation, type Location, type Problem } from '../gitops/problem';

/** How grave a finding is: an error fails the check, a warning does not. */
export type Severity = 'error' | 'warning';

/** Another place that a finding has to do with, and in what way: `rendered by`. */
export interface RelatedPlace extends Location {
  readonly role: string;
}

/** A problem of a tree: what is wrong, where, and whom it concerns. */
export interface Finding extends Problem {
  readonly severity: Severity;
  readonly environment: string;
  /** Name of the Application that it concerns. */
  readonly application?: string;
  /** The rendered object that it concerns, as `Deployment hello/web`. */
  readonly object?: string;
  readonly related?: readonly RelatedPlace[];
}

/** What a rule says; the environment and the severity are added by whoever runs it. */
export type RuleFinding = Problem & {
  readonly application?: string;
  readonly object?: string;
  readonly related?: readonly RelatedPlace[];
  readonly severity?: Severity;
};

/** `rendered by platform/web/application.yaml:17`, a line for each of them. */
export function relatedLines({ related = [] }: Pick<Finding, 'related'>): string[] {
  return related.map((place) => `${place.role} ${formatLocation(place)}`);
}

/** Puts findings in a steady order: by file, line, rule, then text. */
export function sortFindings<T extends Problem>(findings: readonly T[]): T[] {
  const key = ({ where, rule, found }: Problem) =>
    [where?.file ?? '', String(where?.line ?? 0).padStart(8, '0'), rule, found].join('\0');
  return [...findings].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}

/** A finding with the credentials masked that its text repeats. */
export function withoutCredentials<T extends Problem>(finding: T): T {
  const { found, expected, fix } = finding;
  return { ...finding, found: masked(found), expected: masked(expected), fix: masked(fix) };
}
