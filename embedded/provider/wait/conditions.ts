import { objectsAt, textAt } from '../cluster/objects';
import type { JsonObject } from '../wire/values';

/** One of an object's `status.conditions`. */
export interface Condition {
  readonly type: string;
  /** `True`, `False` or `Unknown`. */
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** All conditions in an object's status. */
export function conditionsOf(object: JsonObject): Condition[] {
  return objectsAt(object, 'status', 'conditions').map((condition) => ({
    type: textAt(condition, 'type'),
    status: textAt(condition, 'status'),
    reason: textAt(condition, 'reason'),
    message: textAt(condition, 'message'),
  }));
}

/** One condition by its type. */
export function conditionOf(object: JsonObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** `reason: message` of a condition, whichever of both there is. */
export function explain(condition: Condition | undefined): string {
  return [condition?.reason, condition?.message].filter(Boolean).join(': ');
}
