import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isScalar, LineCounter, parseDocument, type Scalar, stringify } from 'yaml';
import { type Problem, throwIfAny } from '../gitops/problem';
import { readRootApplication, rootApplicationFile } from './root-application';
import { pins } from './root-application-pins';

/** A file of the repository, as it is and as it is to be. */
export interface Rewrite {
  /** Relative to the repository's root. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

type Path = readonly (string | number)[];

/** Where the stack says which revision it runs. */
const STACK_PIN: Path = ['config', 'argo-bootstrap:repository', 'revision'];

/**
 * The files that say which revision an environment runs, with `revision` in every one of those places. Only the
 * values differ: comments, order and layout stay. Nothing is written; {@link writeTogether} does that.
 *
 * @throws ProblemError with every place where the revision isn't written as a plain or quoted value.
 */
export function pinRevision(root: string, environment: string, revision: string): Rewrite[] {
  const stack = openFile(root, `Pulumi.${environment}.yaml`);
  const parent = openFile(root, rootApplicationFile(environment));
  const revisions = pins(readRootApplication(root, environment)).filter(({ kind }) => kind === 'revision');
  const places: [OpenFile, Place | undefined, Path][] = [
    [stack, placeOf(stack, STACK_PIN), STACK_PIN],
    ...revisions.map(({ path, within }): [OpenFile, Place | undefined, Path] => [
      parent,
      within ? placeInPatch(parent, path, within) : placeOf(parent, path),
      path,
    ]),
  ];
  throwIfAny(places.flatMap(([file, place, path]) => (place ? [] : [unwritable(file, path)])));
  return [stack, parent].map((opened) => {
    const own = places.flatMap(([file, place]) => (file === opened && place ? [place] : []));
    return { file: opened.file, before: opened.text, after: rewritten(opened.text, own, revision) };
  });
}

interface OpenFile {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** A scalar's source text, and how it is quoted. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

function openFile(root: string, file: string): OpenFile {
  const text = readFileSync(join(root, file), 'utf8');
  const lines = new LineCounter();
  return { file, text, lines, document: parseDocument(text, { lineCounter: lines }) };
}

const QUOTES: Readonly<Record<string, string>> = { PLAIN: '', QUOTE_SINGLE: "'", QUOTE_DOUBLE: '"' };

function placeOf({ document }: Pick<OpenFile, 'document'>, path: Path): Place | undefined {
  const node = document.getIn(path, true);
  const quote = isScalar(node) ? QUOTES[node.type ?? ''] : undefined;
  if (!isScalar(node) || quote === undefined || !node.range) return undefined;
  return { start: node.range[0], end: node.range[1], quote };
}

/** A patch is YAML in a block of text, which stands in the file line by line, indented. */
function placeInPatch(file: OpenFile, path: Path, within: Path): Place | undefined {
  const block = file.document.getIn(path, true);
  if (!isScalar(block) || block.type !== 'BLOCK_LITERAL' || typeof block.value !== 'string') return undefined;
  const patch = block as Scalar<string>;
  const lines = new LineCounter();
  const inner = placeOf({ document: parseDocument(patch.value, { lineCounter: lines }) }, within);
  if (!inner) return undefined;
  const { line, col } = lines.linePos(inner.start);
  const header = file.lines.linePos(patch.range?.[0] ?? 0).line;
  const body = file.text.slice(file.lines.lineStarts[header]);
  const indent = /^(?: *\n)*( *)/.exec(body)?.[1]?.length ?? 0;
  const start = (file.lines.lineStarts[header + line - 1] ?? 0) + indent + col - 1;
  const end = start + inner.end - inner.start;
  const same = file.text.slice(start, end) === patch.value.slice(inner.start, inner.end);
  return same ? { start, end, quote: inner.quote } : undefined;
}

function rewritten(text: string, places: readonly Place[], revision: string): string {
  const backwards = [...places].sort((a, b) => b.start - a.start);
  return backwards.reduce(
    (done, { start, end, quote }) => done.slice(0, start) + written(revision, quote) + done.slice(end),
    text,
  );
}

/** A plain value is quoted where YAML would take it for a number, as it does with some commits. */
function written(revision: string, quote: string): string {
  return quote ? `${quote}${revision}${quote}` : stringify(revision).trim();
}

function unwritable({ file, document, lines }: OpenFile, path: Path): Problem {
  const node = document.getIn(path, true);
  const offset = isScalar(node) ? node.range?.[0] : undefined;
  return {
    rule: 'pin-unwritable',
    where: offset === undefined ? { file } : { file, line: lines.linePos(offset).line },
    found: `the revision at ${path.join('.')} is missing, or not written out`,
    expected: 'a plain or quoted value; a patch as a block of text that begins with |-',
    fix: 'write it as the other environments do',
  };
}
