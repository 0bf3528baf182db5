import type { Manifest } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import type { ValuePath } from '../../gitops/yaml-position';

/** A chart's template before it is run. */
export interface Template {
  readonly file: string;
  readonly text: string;
}

/** A stretch of a template between two `---`, which makes objects of one kind. */
interface Block {
  readonly file: string;
  /** Line of its `kind:`, from 1. */
  readonly line: number;
  /** Line of its first line. */
  readonly start: number;
  readonly lines: readonly string[];
}

const KIND = /^kind:\s*["']?(\w+)["']?\s*(?:#.*)?$/;

/** What prints whole objects that no template shows: an action at the margin that neither steers nor includes. */
const PRINTS =
  /^(?:kind:\s*)?\{\{-?\s*(?!-|\s|if\b|else\b|end\b|with\b|range\b|define\b|block\b|include\b|template\b|fail\b|\/\*|\$\w*\s*:?=)/m;

/**
 * The line of a template that an object comes from. Templates aren't run for it: an object is found where one stretch
 * of all of them declares its kind under a name that can be its own.
 *
 * @param options `isPacked`: whether there are templates besides these, in archives.
 * @returns undefined where that leaves more than one, or where templates print what stands elsewhere.
 */
export function locateInTemplates(
  templates: readonly Template[],
  manifest: Manifest,
  { path, isPacked }: { path: ValuePath; isPacked: boolean },
): Location | undefined {
  const blocks = templates.flatMap(blocksOf).filter((block) => couldMake(block, manifest));
  const named = blocks.filter((block) => nameOf(block) === manifest.metadata.name);
  const mayBeElsewhere = isPacked || templates.some(({ text }) => PRINTS.test(text));
  const [block, ...others] = named.length > 0 || mayBeElsewhere ? named : blocks;
  if (block === undefined || others.length > 0) return undefined;
  return { file: block.file, line: lineOf(block, path) ?? block.line };
}

function blocksOf({ file, text }: Template): (Block & { kind: string })[] {
  const lines = text.split('\n');
  const starts = [0, ...lines.flatMap((line, index) => (/^---\s*$/.test(line) ? [index + 1] : []))];
  return starts.flatMap((start, index) => {
    const own = lines.slice(start, starts[index + 1] ?? lines.length);
    return own.flatMap((line, offset) => {
      const kind = KIND.exec(line)?.[1];
      return kind === undefined
        ? []
        : [{ file, kind, line: start + offset + 1, start: start + 1, lines: own }];
    });
  });
}

function couldMake(block: Block & { kind: string }, { kind, apiVersion, metadata }: Manifest): boolean {
  const version = fixed(block.lines, /^apiVersion:(.*)$/);
  const name = nameOf(block);
  return (
    block.kind === kind &&
    (version === undefined || version === apiVersion) &&
    (name === undefined || name === metadata.name)
  );
}

/** The name that a stretch gives its object; undefined where it is worked out. */
function nameOf({ lines }: Block): string | undefined {
  const start = lines.findIndex((line) => line.startsWith('metadata:'));
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^[A-Za-z]/.test(line));
  const metadata = start < 0 ? [] : [lines[start] ?? '', ...rest.slice(0, end < 0 ? rest.length : end)];
  return fixed(metadata, /^(?: {2}|metadata: *\{(?:.*[ ,])?)name:([^,}]*)/);
}

/** The first value that a line has, where it is plain text. */
function fixed(lines: readonly string[], pattern: RegExp): string | undefined {
  const value = lines.map((line) => pattern.exec(line)?.[1]).find((text) => text !== undefined);
  if (value === undefined || value.includes('{{')) return undefined;
  const comment = value.indexOf(' #');
  return (comment < 0 ? value : value.slice(0, comment)).replace(/["']/g, '').trim();
}

/** The line of a field, or of the nearest enclosing one, whose key stands in the stretch once. */
function lineOf({ lines, start }: Block, path: ValuePath): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const key = path[length - 1];
    if (typeof key !== 'string') continue;
    const pattern = new RegExp(`^${length === 1 ? '' : '\\s+(?:- +)*'}["']?${escapeRegExp(key)}["']?:`);
    const found = lines.flatMap((line, index) => (pattern.test(line) ? [start + index] : []));
    if (found.length === 1) return found[0];
  }
  return undefined;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
