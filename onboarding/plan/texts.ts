import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { ProblemError } from '../../gitops/problem';
import type { Change } from '../change';
import type { TreeFacts } from '../facts';

/** Edits of files that are there, several to one file where they fall together. */
export interface Texts {
  /** The file as the edits so far leave it. */
  text(path: string): string;
  /** Edits a file; an edit that returns the same text is none. */
  edit(path: string, why: string, change: (text: string) => string): void;
  changes(): Change[];
}

/** Edits of the files of a tree, kept in memory. */
export function editedTexts(facts: TreeFacts): Texts {
  const edited = new Map<string, { text: string; reasons: string[] }>();
  const current = (path: string) => edited.get(path)?.text ?? original(facts, path).toString('utf8');
  return {
    text: current,
    edit: (path, why, change) => {
      const before = current(path);
      const text = attempt(path, () => change(before));
      if (text !== before) edited.set(path, { text, reasons: [...(edited.get(path)?.reasons ?? []), why] });
    },
    changes: () =>
      [...edited].map(([path, { text, reasons }]) => ({
        path,
        before: original(facts, path),
        after: Buffer.from(text),
        why: reasons.join('; '),
      })),
  };
}

function original(facts: TreeFacts, path: string): Buffer {
  const found = facts.read(path);
  if (found) return found;
  throw cannotEdit(path, 'the file is missing');
}

function attempt(path: string, change: () => string): string {
  try {
    return change();
  } catch (error) {
    throw cannotEdit(path, error instanceof Error ? error.message : String(error));
  }
}

function cannotEdit(path: string, reason: string): ProblemError {
  return new ProblemError([
    {
      rule: 'file-not-editable',
      where: { file: path },
      found: reason,
      expected: 'the file in the form that this project gives it',
      fix: 'restore its form, or make the change by hand (docs/onboarding.md, "What is written")',
    },
  ]);
}

/** Whether the list at `path` of a YAML text holds the item. */
export function holdsItem(text: string, path: readonly string[], item: unknown): boolean {
  const list = path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    parse(text, { merge: true }),
  );
  return Array.isArray(list) && list.some((one) => isDeepStrictEqual(one, item));
}
