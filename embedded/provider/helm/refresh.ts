import { reconcileInputs } from '../apply/reconcile';
import { textAt, valueAt } from '../cluster/objects';
import { annotateSecrets } from '../secrets/annotate';
import { isObject, isSecret, type JsonObject, plainObject, secret } from '../wire/values';

/** Inputs of a release after a refresh: the recorded ones, with the values and chart version that helm reports. */
export function refreshedInputs(recorded: JsonObject, state: JsonObject, reported: JsonObject): JsonObject {
  const config = valueAt(reported, 'config');
  const live = isObject(config) ? config : {};
  const bare = plainObject(recorded);
  const known = plainObject(recorded['values'] ?? {});
  const before = plainObject(state['values'] ?? {});
  const values = { ...live, ...reconcileInputs(known, before, live) };
  const inputs: JsonObject = {
    ...bare,
    chart: bare['chart'] ?? textAt(reported, 'chart', 'metadata', 'name'),
    name: textAt(reported, 'name'),
    namespace: textAt(reported, 'namespace'),
    values,
    version: textAt(reported, 'chart', 'metadata', 'version') || (bare['version'] ?? ''),
  };
  annotateSecrets(inputs, recorded);
  if (isSecret(recorded['values'])) inputs['values'] = secret(values);
  return inputs;
}
