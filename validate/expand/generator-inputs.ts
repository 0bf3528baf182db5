import type { Manifest } from '../../gitops/manifest';
import type { Tree } from '../tree/tree';

/**
 * What a set's git generators may read of a tree: the names of all files, and the content of those that a
 * pattern could match. Patterns are taken widely: whatever is between the first and the last sign that is not
 * plain text may be anything.
 */
export function generatorInputs(tree: Tree, applicationSet: Manifest): unknown {
  const read = generatorFiles(tree, applicationSet);
  return [[...tree.files.keys()], read.map((name) => tree.digest(name))];
}

/** The files whose content a set's git generators may read. */
export function generatorFiles(tree: Tree, { spec }: Manifest): string[] {
  const patterns = filePatterns((spec as { generators?: unknown } | undefined)?.generators).map(widely);
  return [...tree.files.keys()].filter((name) => patterns.some((pattern) => pattern.test(name)));
}

/** Every path of a `files` list, however deep it stands in matrix and merge generators. */
function filePatterns(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(filePatterns);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'files' && Array.isArray(child) ? child.flatMap(pathOf) : filePatterns(child),
  );
}

function pathOf(entry: unknown): string[] {
  const path = (entry as { path?: unknown } | null)?.path;
  return typeof path === 'string' ? [path] : [];
}

function widely(pattern: string): RegExp {
  const [, start = '', rest = ''] = /^([\w./-]*)(.*)$/s.exec(pattern) ?? [];
  const end = /[\w./-]*$/.exec(rest)?.[0] ?? '';
  const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // A plain path also stands for everything below it, as it does for git.
  return new RegExp(rest === '' ? `^${literally(start)}` : `^${literally(start)}.*${literally(end)}`, 's');
}
