import { numberAt, textAt } from '../cluster/objects';
import { annotateSecrets } from '../secrets/annotate';
import { type JsonObject, plainObject, secret, UNKNOWN } from '../wire/values';
import { resourceNames } from './manifest';

/** State of a release: its inputs, and what helm reports of it (as JSON: `helm upgrade`, `helm status`). */
export function releaseState(inputs: JsonObject, reported: JsonObject): JsonObject {
  const version = textAt(reported, 'chart', 'metadata', 'version') || textAt(plainObject(inputs), 'version');
  const outputs = {
    ...plainObject(inputs),
    version,
    resourceNames: resourceNames(textAt(reported, 'manifest')),
    status: {
      appVersion: textAt(reported, 'chart', 'metadata', 'appVersion'),
      chart: textAt(reported, 'chart', 'metadata', 'name'),
      name: textAt(reported, 'name'),
      namespace: textAt(reported, 'namespace'),
      revision: numberAt(reported, 0, 'version'),
      status: textAt(reported, 'info', 'status'),
      version,
    },
  };
  return { ...annotateSecrets(outputs, inputs), __inputs: secret(inputs) };
}

/** State as a preview shows it: what only helm can tell isn't known yet. */
export function previewedState(inputs: JsonObject): JsonObject {
  return { ...inputs, resourceNames: UNKNOWN, status: UNKNOWN, __inputs: secret(inputs) };
}

/** The inputs in a state; empty where there are none. */
export function recordedInputs(state: JsonObject): JsonObject {
  const inputs = state['__inputs'];
  const bare = typeof inputs === 'object' && inputs !== null && !Array.isArray(inputs) ? inputs : {};
  const value = bare['value'];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : bare;
}
