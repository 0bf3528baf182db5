import { equal, isObject, type Json, type JsonObject } from '../wire/values';

/**
 * Inputs after a refresh: what the program set, with the live value wherever that changed since the state was
 * written. The server's own spelling of an unchanged value (`1000m` as `1`) is therefore no drift.
 */
export function reconcileInputs(inputs: JsonObject, previous: JsonObject, live: JsonObject): JsonObject {
  const kept = Object.entries(inputs).flatMap(([key, value]) => {
    const now = reconcile(value, previous[key], live[key]);
    return now === undefined ? [] : [[key, now] as const];
  });
  return Object.fromEntries(kept);
}

function reconcile(input: Json, previous: Json | undefined, live: Json | undefined): Json | undefined {
  if (equal(previous, live)) return input;
  if (isObject(input) && isObject(live))
    return reconcileInputs(input, isObject(previous) ? previous : {}, live);
  if (Array.isArray(input) && Array.isArray(live)) return reconcileArray(input, previous, live);
  return live;
}

function reconcileArray(input: readonly Json[], previous: Json | undefined, live: readonly Json[]): Json {
  const before = Array.isArray(previous) ? previous : [];
  return live.map((item, index) => {
    const given = input[index];
    return given === undefined ? item : (reconcile(given, before[index], item) ?? item);
  });
}
