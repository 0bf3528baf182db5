import { containsSecret, isObject, isSecret, type JsonObject, secret, unwrap } from '../wire/values';

/**
 * Marks what is secret in `outputs`: whatever is secret at the same place in `inputs`, and the data of every
 * Kubernetes Secret. Objects are gone into; an array with one secret in it is secret as a whole, since its order
 * may change on the way. Changes and returns `outputs`.
 */
export function annotateSecrets(outputs: JsonObject, inputs: JsonObject): JsonObject {
  if (outputs['kind'] === 'Secret') {
    for (const key of ['data', 'stringData']) {
      if (outputs[key] !== undefined) outputs[key] = secret(outputs[key]);
    }
  }
  for (const [key, input] of Object.entries(inputs)) {
    const output = outputs[key];
    if (output === undefined || isSecret(output)) continue;
    if (isObject(output) && isObject(input) && !isSecret(input)) annotateSecrets(output, input);
    else if (containsSecret(input)) outputs[key] = secret(output);
  }
  return outputs;
}

/** Every string below a secret envelope or in a Kubernetes Secret, as it stands and in base64. */
export function secretStrings(...values: readonly JsonObject[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { __inputs, ...value } of values) {
    // The inputs kept in a release's state are one envelope, harmless strings included; the rest repeats them.
    collect(value, false, found);
    if (value['kind'] === 'Secret') {
      collect(value['data'], true, found);
      collect(value['stringData'], true, found);
    }
  }
  return found;
}

function collect(value: unknown, hidden: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (hidden) addForms(value, found);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, hidden, found);
  } else if (typeof value === 'object' && value !== null) {
    const object = value as JsonObject;
    if (isSecret(object)) collect(unwrap(object), true, found);
    else for (const item of Object.values(object)) collect(item, hidden, found);
  }
}

// Shorter strings would make messages unreadable and give nothing away.
const SHORTEST = 4;
const HARMLESS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

function addForms(text: string, found: Set<string>): void {
  const forms = [text, Buffer.from(text).toString('base64'), Buffer.from(text, 'base64').toString('utf8')];
  for (const form of [
    ...forms,
    ...text.split('\n'),
    ...forms.map((form) => JSON.stringify(form).slice(1, -1)),
  ]) {
    if (form.trim().length >= SHORTEST && !HARMLESS.has(form.trim())) found.add(form.trim());
  }
}
