import { loadAllYaml } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { joinId, nameOf, namespaceOf, textAt } from '../cluster/objects';
import { isObject, type Json, type JsonObject } from '../wire/values';

/** The objects of a rendered manifest; documents that aren't objects with a kind are left out. */
export function manifestObjects(manifest: string): JsonObject[] {
  return documents(manifest)
    .filter(isObject)
    .filter((object) => textAt(object, 'kind') !== '');
}

/** Argo CD's definitions are two megabytes, which the parser that forgives everything takes a second for. */
function documents(manifest: string): Json[] {
  try {
    return loadAllYaml(manifest, { json: true }) as Json[];
  } catch {
    return parseAllDocuments(manifest, { version: '1.1' }).map((document) => document.toJS() as Json);
  }
}

/** Names by kind, as the official provider lists them: `Deployment.apps/apps/v1` → `argocd/argocd-server`. */
export function resourceNames(manifest: string): Record<string, string[]> {
  const names = new Map<string, string[]>();
  for (const object of manifestObjects(manifest)) {
    const apiVersion = textAt(object, 'apiVersion');
    const group = apiVersion.includes('/') ? `.${apiVersion.split('/', 1)[0]}` : '';
    const key = `${textAt(object, 'kind')}${group}/${apiVersion}`;
    names.set(key, [...(names.get(key) ?? []), joinId(namespaceOf(object), nameOf(object))].sort());
  }
  return Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1)));
}
