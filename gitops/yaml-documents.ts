import { type Document, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import type { Problem } from './problem';
import { offsetOf, type ValuePath } from './yaml-position';

/** One document of a YAML file, and where its values stand. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** The line of a value's key, or of a list's item; undefined where the path leads nowhere. */
  lineOf(path: ValuePath): number | undefined;
  /** The line on which the first line of a block scalar's text stands. */
  textLineOf(path: ValuePath): number | undefined;
}

/** What a file holds, and what is wrong with it. A file with a problem may still have documents. */
export interface YamlFile {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Problem[];
}

/** More than any file of a tree needs; beyond them a file is a mistake or an attack. */
export const YAML_LIMITS = { bytes: 2 << 20, aliases: 100, depth: 100 } as const;

/**
 * Reads every document of a YAML file, duplicate keys and bad syntax reported with their lines.
 *
 * @param text The file's text.
 * @param file Its path relative to the repository's root, for the problems.
 */
export function readYamlDocuments(text: string, file: string): YamlFile {
  const refused = refuseOversized(text, file);
  if (refused) return { documents: [], problems: [refused] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines });
  const documents: Document[] = Array.isArray(parsed) ? [...parsed] : [];
  const problems: Problem[] = [];
  const read = documents.flatMap((document) => {
    problems.push(...document.errors.map((error) => syntaxProblem(error, text, file, lines)));
    const value = javascriptValue(document, file, problems);
    return document.errors.length > 0 ? [] : [describe(document, value, file, lines)];
  });
  return { documents: read, problems };
}

/** Why a text is not parsed at all: it is too long, or nested too deep. */
export function refuseOversized(text: string, file: string): Problem | undefined {
  if (text.length > YAML_LIMITS.bytes) {
    return tooMuch(
      file,
      `the file has ${text.length} characters`,
      `at most ${YAML_LIMITS.bytes} characters of YAML`,
    );
  }
  const depth = nestingOf(text);
  return depth > YAML_LIMITS.depth
    ? tooMuch(file, `the file is nested ${depth} levels deep`, `at most ${YAML_LIMITS.depth} levels`)
    : undefined;
}

function tooMuch(file: string, found: string, expected: string): Problem {
  return { rule: 'yaml-limits', where: { file }, found, expected, fix: 'split the file, or simplify it' };
}

/** An upper bound of the nesting: open flow brackets, dashes on one line, and lines that stand ever deeper. */
function nestingOf(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const char of text) {
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++open);
    else if (char === ']' || char === '}') open = Math.max(0, open - 1);
  }
  const dashes = text.match(/^[ -]*- - (?:- )*/gm) ?? [];
  return Math.max(deepest, steps(text), ...dashes.slice(0, 1000).map((line) => line.split('- ').length - 1));
}

function steps(text: string): number {
  const open: number[] = [];
  let deepest = 0;
  for (const [, indentation = ''] of text.matchAll(/^( *)\S/gm)) {
    while ((open.at(-1) ?? -1) >= indentation.length) open.pop();
    open.push(indentation.length);
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}

function syntaxProblem(
  error: { code: string; message: string; pos: [number, number] },
  text: string,
  file: string,
  lines: LineCounter,
): Problem {
  const where = { file, line: lines.linePos(error.pos[0]).line };
  const found = error.message.split(/ at line \d+|\n/)[0] ?? error.code;
  const key = text.slice(error.pos[0]).match(/^[^\s:]{1,100}/)?.[0] ?? '';
  return error.code === 'DUPLICATE_KEY'
    ? {
        rule: 'yaml-duplicate-key',
        where,
        found: `key ${key} stands here for the second time`,
        expected: 'each key once',
        fix: 'remove one of the two',
      }
    : { rule: 'yaml-syntax', where, found, expected: 'valid YAML', fix: 'mend the syntax on this line' };
}

/**
 * The value of a document. Aliases are followed up to a limit, so that a small file cannot become a large value; one
 * beyond it, or with an error, has the value undefined.
 *
 * @param problems Takes the problem of a file beyond the limit.
 */
export function javascriptValue(document: Document, file: string, problems: Problem[]): unknown {
  if (document.errors.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: YAML_LIMITS.aliases });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    problems.push(tooMuch(file, reason, `at most ${YAML_LIMITS.aliases} uses of aliases`));
    return undefined;
  }
}

function describe(document: Document, value: unknown, file: string, lines: LineCounter): YamlDocument {
  const line = (offset: number | undefined) => offset && lines.linePos(offset).line;
  return {
    file,
    value,
    lineOf: (path) => (path.length === 0 ? firstLine(document, lines) : line(offsetOf(document, path))),
    textLineOf: (path) => {
      const node = document.getIn(path, true);
      if (!isScalar(node) || !node.range) return undefined;
      const start = lines.linePos(node.range[0]).line;
      return node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? start + 1 : start;
    },
  };
}

function firstLine(document: Document, lines: LineCounter): number {
  return lines.linePos(document.contents?.range?.[0] ?? 0).line;
}
