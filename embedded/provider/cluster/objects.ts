import { isObject, type Json, type JsonObject } from '../wire/values';

/** Metadata of a Kubernetes object; empty where there is none. */
export function metadataOf(object: JsonObject): JsonObject {
  const metadata = object['metadata'];
  return isObject(metadata) ? metadata : {};
}

/** A string at `keys`; empty where it is absent or something else. */
export function textAt(object: JsonObject, ...keys: readonly string[]): string {
  const value = valueAt(object, ...keys);
  return typeof value === 'string' ? value : '';
}

/** A number at `keys`; `fallback` where it is absent or something else. */
export function numberAt(object: JsonObject, fallback: number, ...keys: readonly string[]): number {
  const value = valueAt(object, ...keys);
  return typeof value === 'number' ? value : fallback;
}

/** The objects in a list at `keys`. */
export function objectsAt(object: JsonObject, ...keys: readonly string[]): JsonObject[] {
  const value = valueAt(object, ...keys);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** Whatever lies at `keys`. */
export function valueAt(object: JsonObject, ...keys: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const key of keys) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** `metadata.name`. */
export function nameOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'name');
}

/** `metadata.namespace`; empty for cluster-wide objects. */
export function namespaceOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'namespace');
}

/** One annotation; empty where it isn't set. */
export function annotationOf(object: JsonObject, key: string): string {
  return textAt(object, 'metadata', 'annotations', key);
}

/** `namespace/name`, or the name alone: the id of a Kubernetes resource in Pulumi. */
export function idOf(object: JsonObject): string {
  return joinId(namespaceOf(object), nameOf(object));
}

/** The same from its parts. */
export function joinId(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Takes an id apart again. */
export function splitId(id: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name] = id.split('/', 2);
  return name === undefined ? { namespace: '', name: namespace } : { namespace, name };
}

/** `Deployment argocd/argocd-server`, as messages name an object. */
export function describe(object: JsonObject): string {
  return `${textAt(object, 'kind')} ${idOf(object)}`;
}
