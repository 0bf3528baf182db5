import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError } from '../gitops/problem';
import type { Change } from './change';

/**
 * Carries out all changes or none. A file that is to be made must not be there, one that is edited or deleted
 * must be as the plan saw it; where anything goes wrong, what was done is undone.
 *
 * @throws ProblemError where a file changed since it was planned, or cannot be written.
 */
export function writeChanges(root: string, changes: readonly Change[]): void {
  const undo: (() => void)[] = [];
  try {
    for (const change of changes) undo.push(...apply(root, change));
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error instanceof ProblemError ? error : notWritten(error);
  }
}

function apply(root: string, { path, before, after }: Change): (() => void)[] {
  const file = join(root, path);
  if (before === undefined) return create(file, path, after ?? Buffer.of());
  if (!existsSync(file) || !readFileSync(file).equals(before)) throw changedSince(path);
  if (after === undefined) {
    unlinkSync(file);
    // Folders that are left empty go too, as git has no empty folders.
    removeEmptyUpTo(dirname(file), root);
    return [() => create(file, path, before)];
  }
  replace(file, after);
  return [() => replace(file, before)];
}

/** `wx` fails where anything has the name, even a link that leads nowhere. */
function create(file: string, path: string, content: Buffer): (() => void)[] {
  const undo: (() => void)[] = [];
  try {
    const made = mkdirSync(dirname(file), { recursive: true });
    if (made !== undefined) undo.push(() => removeEmptyUpTo(dirname(file), dirname(made)));
    writeFileSync(file, content, { flag: 'wx' });
  } catch (error) {
    for (const step of undo) step();
    throw isExisting(error) ? changedSince(path) : error;
  }
  return [...undo, () => unlinkSync(file)];
}

/** Whoever reads the file meanwhile sees the old content or the new one. */
function replace(file: string, content: Buffer): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { flag: 'wx' });
  renameSync(temporary, file);
}

function removeEmptyUpTo(folder: string, top: string): void {
  for (let at = folder; at.startsWith(top) && at !== top; at = dirname(at)) {
    try {
      rmdirSync(at);
    } catch {
      return;
    }
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EEXIST' || error.code === 'ENOTDIR');
}

function changedSince(path: string): ProblemError {
  return new ProblemError([
    {
      rule: 'changed-meanwhile',
      where: { file: path },
      found: 'the file is not as it was when the change was planned',
      expected: 'nobody to write to the same files at the same time',
      fix: 'run the command again; nothing was changed',
    },
  ]);
}

function notWritten(error: unknown): ProblemError {
  const found = error instanceof Error ? error.message : String(error);
  return new ProblemError([
    {
      rule: 'not-written',
      found,
      expected: 'a checkout that can be written to',
      fix: 'mend what the message names and run the command again; nothing was changed',
    },
  ]);
}
