import type { Problem } from '../../gitops/problem';
import { at, formatPath, type Path, show, UNKNOWN } from './values';

/** What a rule says about one field of a resource. */
export interface Violation {
  readonly path: Path;
  /** What was found, where the field's own value doesn't say it. */
  readonly found?: string;
  /** The value that a waiver names; the field's own unless given. */
  readonly value?: unknown;
  readonly expected: string;
  readonly fix: string;
  /** Other fields that the verdict rests on; one that is unknown makes the verdict unknown. */
  readonly reads?: readonly Path[];
}

/** A violation as it is reported: a {@link Problem} with the field and the value it is about. */
export interface Finding extends Problem {
  /** Keys and indices that lead to the field, from the resource's top. */
  readonly path: Path;
  /** The same for people: `spec.source.repoURL`. */
  readonly field: string;
  /** The value without credentials, as a waiver names it. */
  readonly value: string;
}

/**
 * Builds the report of a violation.
 * @param props The object that it was found in.
 * @param place Where that object stands in the resource.
 */
export function toFinding(rule: string, props: unknown, violation: Violation, place: Path = []): Finding {
  const { expected, fix } = violation;
  const value = show(violation.value ?? at(props, violation.path));
  const path = [...place, ...violation.path];
  const field = formatPath(path);
  return { rule, path, field, value, found: violation.found ?? `${field} is ${value}`, expected, fix };
}

/** Whether the verdict rests on a value that is not known yet. */
export function restsOnUnknown(props: unknown, { path, reads = [] }: Violation): boolean {
  return [path, ...reads].some((read) => at(props, read) === UNKNOWN);
}
