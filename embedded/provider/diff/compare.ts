import type { PropertyChange } from '../wire/handler';
import { isObject, type Json, type JsonObject, unwrap } from '../wire/values';

/** Steps to a property, from the top. */
export type Path = readonly (string | number)[];

/** One property that differs. */
export interface Difference {
  readonly path: Path;
  readonly kind: PropertyChange['kind'];
}

/** Every leaf that differs between two property bags. Null counts as absent, secrets as what they hold. */
export function compare(before: JsonObject, after: JsonObject): Difference[] {
  return compareObjects([], before, after);
}

function compareValues(path: Path, left: Json | undefined, right: Json | undefined): Difference[] {
  const [before, after] = [unwrap(left) ?? null, unwrap(right) ?? null];
  if (before === after) return [];
  if (before === null) return [{ path, kind: 'add' }];
  if (after === null) return [{ path, kind: 'delete' }];
  if (isObject(before) && isObject(after)) return compareObjects(path, before, after);
  if (Array.isArray(before) && Array.isArray(after)) return compareArrays(path, before, after);
  return [{ path, kind: 'update' }];
}

function compareObjects(path: Path, before: JsonObject, after: JsonObject): Difference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => compareValues([...path, key], before[key], after[key]));
}

function compareArrays(path: Path, before: readonly Json[], after: readonly Json[]): Difference[] {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => index).flatMap((index) =>
    compareValues([...path, index], before[index], after[index]),
  );
}

/** A path as Pulumi writes it: `metadata.labels["app.kubernetes.io/name"]`, `spec.containers[0]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (/[."[\]]/.test(step)) return `${text}["${step.replaceAll('"', '\\"')}"]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
