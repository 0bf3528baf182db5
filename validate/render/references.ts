import { posix } from 'node:path';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import type { Tree } from '../tree/tree';

/** One path or address that a file of a source names. */
export interface Reference {
  /** The file that names it, from the repository's root. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Where it leads to, from the repository's root. */
  readonly target: string;
}

/** Addresses that kustomize and helm fetch; the rest are paths. */
const REMOTE = /^[a-z0-9+.-]+::|:\/\/|^git@|^(?:www\.)?github\.com[:/]|\.git(?:[/?]|$)|[?&](?:ref|version)=/i;

/**
 * Why a source cannot be rendered from this repository alone, in the form of the plugin's script: what it would
 * fetch, and what it would read outside. Undefined where it needs nothing of the kind.
 *
 * @param at The source's directory, from which files are named.
 */
export function reachesOutside(references: readonly Reference[], at: string): string | undefined {
  const reasons = references.flatMap((reference) => {
    const reason = reasonFor(reference);
    if (reason === undefined) return [];
    return [`${posix.relative(at, reference.file)}:${reference.line}: ${reason}`];
  });
  return reasons.length > 0 ? reasons.join('\n') : undefined;
}

function reasonFor({ text, target }: Reference): string | undefined {
  if (REMOTE.test(text)) return `${text} cannot be fetched offline [not-offline]`;
  const leaves = posix.isAbsolute(text) || target === '..' || target.startsWith('../');
  return leaves ? `${text} leads out of the repository [path-outside-repository]` : undefined;
}

/** Makes a reference; its line is the first that holds its text. */
export function referenceIn(tree: Tree, file: string, text: string): Reference {
  const lines = tree.text(file).split('\n');
  const line =
    Math.max(
      0,
      lines.findIndex((one) => one.includes(text)),
    ) + 1;
  return { file, line, text, target: posix.join(posix.dirname(file), text) };
}

/** The documents of a file; none where it cannot be read, which rendering says better. */
export function quietly(tree: Tree, file: string): unknown[] {
  const kind = tree.files.get(file)?.kind;
  if (kind !== 'file' && kind !== 'executable') return [];
  try {
    return readYamlDocuments(tree.text(file), file).documents.map(({ value }) => value);
  } catch {
    return [];
  }
}
