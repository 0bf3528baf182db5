import { posix } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Tree } from '../tree/tree';

/** What kustomize takes for a kustomization; the first that a directory has counts. */
export const KUSTOMIZATION_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomization of a directory; undefined where there is none. */
export function kustomizationFile(tree: Tree, at: string): string | undefined {
  return KUSTOMIZATION_NAMES.map((name) => posix.join(at, name)).find((path) => tree.files.has(path));
}

/**
 * The files of a kustomize source: every file that a string in a kustomization leads to, and the same again
 * for each directory. Strings that are no paths lead nowhere and do no harm.
 *
 * @param options The source's own `kustomize` settings, whose components are paths too.
 */
export function kustomizeInputs(tree: Tree, at: string, options: unknown): string[] {
  const found = new Set<string>();
  collect(tree, at, strings(options), found);
  return [...found];
}

function collect(tree: Tree, at: string, extra: readonly string[], found: Set<string>): void {
  const file = kustomizationFile(tree, at);
  if (file === undefined || found.has(file)) return;
  found.add(file);
  for (const text of [...strings(readAll(tree, file)), ...extra]) {
    const path = posix.join(at, text.slice(text.indexOf('=') + 1)).replace(/\/$/, '');
    if (path.startsWith('..')) continue;
    if (tree.files.has(path)) found.add(path);
    else if (tree.isDirectory(path)) collect(tree, path, [], found);
  }
}

function readAll(tree: Tree, file: string): unknown {
  try {
    const documents = parseAllDocuments(tree.text(file));
    return Array.isArray(documents) ? documents.map((document) => document.toJS({ maxAliasCount: 100 })) : [];
  } catch {
    return [];
  }
}

/** Every string of a value that could be a path. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return /^[^\s:]{1,500}$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(strings);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}
