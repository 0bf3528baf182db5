import { annotationOf, valueAt } from '../cluster/objects';
import type { Json, JsonObject } from '../wire/values';
import { conditionOf, explain } from './conditions';
import type { Look } from './poll';

/** Expressions of the annotation `pulumi.com/waitFor`: one, or a JSON array of them. */
export function waitForExpressions(object: JsonObject): string[] {
  const text = annotationOf(object, 'pulumi.com/waitFor');
  if (text === '') return [];
  try {
    const parsed = JSON.parse(text) as Json;
    if (Array.isArray(parsed)) return parsed.filter((item) => typeof item === 'string');
  } catch {
    // Not JSON: a single expression.
  }
  return [text];
}

/** Judges an object by `condition=Type[=Status]` and `jsonpath={.a.b}[=value]` expressions, all of which must hold. */
export function customConditions(live: JsonObject, expressions: readonly string[]): Look<true> {
  for (const expression of expressions) {
    const seen = judge(live, expression);
    if (!('done' in seen)) return seen;
  }
  return { done: true };
}

function judge(live: JsonObject, expression: string): Look<true> {
  const condition = /^condition=([^=]+)(?:=(.+))?$/.exec(expression);
  if (condition?.[1]) return judgeCondition(live, condition[1], condition[2] ?? 'True');
  const path = /^jsonpath='?\{?\.?([\w.-]+)\}?(?:=([^']*))?'?$/.exec(expression);
  if (path?.[1]) return judgePath(live, path[1], path[2]);
  return {
    failed:
      `pulumi.com/waitFor holds ${JSON.stringify(expression)}\n` +
      '  expected: condition=<type>[=<status>] or jsonpath={.path.to.field}[=<value>]',
  };
}

function judgeCondition(live: JsonObject, type: string, wanted: string): Look<true> {
  const found = conditionOf(live, type);
  if (found?.status.toLowerCase() === wanted.toLowerCase()) return { done: true };
  return { waiting: `condition ${type} is ${found?.status ?? 'not set'}, not ${wanted}; ${explain(found)}` };
}

function judgePath(live: JsonObject, path: string, wanted: string | undefined): Look<true> {
  const found = valueAt(live, ...path.split('.'));
  const holds = wanted === undefined ? found !== undefined : String(found) === wanted;
  if (holds) return { done: true };
  return {
    waiting: `.${path} is ${found === undefined ? 'not set' : JSON.stringify(found)}, not ${wanted ?? 'set'}`,
  };
}
