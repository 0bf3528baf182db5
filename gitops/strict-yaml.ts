import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Location, type Problem, ProblemError, throwIfAny } from './problem';
import { javascriptValue, refuseOversized } from './yaml-documents';
import { offsetOf, type ValuePath } from './yaml-position';

/** A YAML file after its schema accepted it, and where its values stand. */
export interface StrictYaml<T> {
  readonly value: T;
  /** The place of a value; the nearest enclosing one where the path leads nowhere. */
  locate(path: ValuePath): Location;
}

/**
 * Reads one YAML document that must fit `schema` exactly.
 *
 * @param root The repository's root.
 * @param file The file, relative to `root`, with forward slashes.
 * @param rule The rule that a problem in this file is reported under.
 * @param fix What to do about any of them, such as the page that explains the file.
 * @throws ProblemError with every problem at once: unreadable file, bad syntax, duplicate key, schema.
 */
export function readStrictYaml<S extends z.ZodType>(
  root: string,
  file: string,
  schema: S,
  { rule, fix }: { readonly rule: string; readonly fix: string },
): StrictYaml<z.infer<S>> {
  const lines = new LineCounter();
  const text = readText(root, file, { rule, fix });
  const oversized = refuseOversized(text, file);
  throwIfAny(oversized ? [oversized] : []);
  const document = parseDocument(text, { lineCounter: lines });
  const locate = (path: ValuePath) => locateValue(document, lines, file, path);
  throwIfAny(
    document.errors.map((error) => ({
      rule,
      where: { file, line: lines.linePos(error.pos[0]).line },
      found: error.message.split('\n')[0] ?? error.code,
      expected: 'one YAML document without duplicate keys',
      fix,
    })),
  );
  const problems: Problem[] = [];
  const value = javascriptValue(document, file, problems);
  throwIfAny(problems);
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, locate };
  throw new ProblemError(
    parsed.error.issues.map((issue) => describeIssue(issue, value, { rule, fix }, locate)),
  );
}

function readText(root: string, file: string, { rule, fix }: { rule: string; fix: string }): string {
  const refused = (reason: string) =>
    new ProblemError([
      { rule, where: { file }, found: `cannot be read (${reason})`, expected: 'a readable file', fix },
    ]);
  if (isLinked(root, file)) throw refused('it is a link, or stands behind one');
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch (cause) {
    throw refused(cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason');
  }
}

/** A link in a tree may lead anywhere, and what is read would be quoted in messages. */
function isLinked(root: string, file: string): boolean {
  try {
    return realpathSync(join(root, file)) !== join(realpathSync(root), file);
  } catch {
    return false;
  }
}

function describeIssue(
  issue: z.core.$ZodIssue,
  document: unknown,
  { rule, fix }: { rule: string; fix: string },
  locate: (path: ValuePath) => Location,
): Problem {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return {
      rule,
      where: locate([...path, ...issue.keys.slice(0, 1)]),
      found: `${formatPath(path)} has unknown ${issue.keys.map((key) => `\`${key}\``).join(', ')}`,
      expected: 'only documented keys',
      fix,
    };
  }
  const value = valueAt(document, path);
  const shown = value === undefined ? 'is missing' : `is ${JSON.stringify(value).slice(0, 200)}`;
  return { rule, where: locate(path), found: `${formatPath(path)} ${shown}`, expected: issue.message, fix };
}

function formatPath(path: ValuePath): string {
  if (path.length === 0) return 'the document';
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

function valueAt(document: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    document,
  );
}

function locateValue(document: Document, lines: LineCounter, file: string, path: ValuePath): Location {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return { file, line: lines.linePos(offset).line };
  }
  return { file, line: 1 };
}
