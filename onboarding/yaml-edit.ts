import { isDeepStrictEqual } from 'node:util';
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  parse,
  parseDocument,
  type YAMLSeq,
} from 'yaml';

/*
 * Edits of YAML as text, so that comments and forms stay as their writers left them. Each edit is checked: the
 * text that comes out holds what went in with exactly the change that was asked for.
 */

/** Keys and indices that lead from a document's top to a value. */
type YamlPath = readonly (string | number)[];

/** Adds an item to the end of the list at `path`. The item is YAML; further lines of it are indented here. */
export function addListItem(text: string, path: YamlPath, item: string): string {
  const list = collectionAt(text, path);
  if (!isSeq(list)) throw new Error(`no list at ${path.join('.')}`);
  return checked(text, insertItem(text, path, list, item), path, (value) => [
    ...asList(value),
    parse(item) as unknown,
  ]);
}

/** Adds a key to the end of the map at `path`; `value` is YAML, indented here. */
export function addMapEntry(text: string, path: YamlPath, key: string, value: string): string {
  const map = collectionAt(text, path);
  const last = isMap(map) && !map.flow ? map.items.at(-1) : undefined;
  if (!last || !isScalar(last.key) || !last.key.range) throw new Error(`no block map at ${path.join('.')}`);
  const indent = ' '.repeat(columnOf(text, last.key.range[0]));
  const end = endOfLine(text, endOf(isNode(last.value) ? last.value : last.key));
  const isBlock = value.includes('\n') || /^[\w."-]+: /.test(value);
  const lines = isBlock ? `\n${indented(value, `${indent}  `)}` : ` ${value}`;
  const edited = `${text.slice(0, end)}\n${indent}${key}:${lines}${text.slice(end)}`;
  return checked(text, edited, path, (old) => ({ ...asMap(old), [key]: parse(value) as unknown }));
}

/** Takes the items out of the list at `path` that `matches` accepts. */
export function removeListItems(text: string, path: YamlPath, matches: (item: unknown) => boolean): string {
  const document = parseDocument(text);
  const list = document.getIn(path, true);
  if (!isSeq(list)) return text;
  const index = list.items.findIndex((item) => isNode(item) && matches(item.toJS(document)));
  if (index < 0) return text;
  const edited = list.flow ? withoutFlowItem(text, list, index) : withoutBlockItem(text, list.items[index]);
  const removed = checked(text, edited, path, (value) => asList(value).filter((_, at) => at !== index));
  return removeListItems(removed, path, matches);
}

/** Takes a key out of the block map at `path`, with its value; the text stays where there is no such key. */
export function removeMapEntry(text: string, path: YamlPath, key: string): string {
  const map = collectionAt(text, path);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  if (!pair || !isScalar(pair.key) || !pair.key.range) return text;
  const from = startOfLine(text, pair.key.range[0]);
  const to = endOfLine(text, endOf(isNode(pair.value) ? pair.value : pair.key));
  return checked(text, text.slice(0, from) + text.slice(to + 1), path, (value) => {
    const { [key]: _removed, ...rest } = asMap(value);
    return rest;
  });
}

function collectionAt(text: string, path: YamlPath): unknown {
  const document = parseDocument(text);
  return path.length === 0 ? document.contents : document.getIn(path, true);
}

type Sequence = YAMLSeq<unknown>;

function insertItem(text: string, path: YamlPath, list: Sequence, item: string): string {
  const last = list.items.at(-1);
  if (!isNode(last) || !last.range) return intoEmptyList(text, path, list, item);
  if (list.flow) {
    const end = endOf(last);
    return `${text.slice(0, end)}, ${item}${text.slice(end)}`;
  }
  const dash = text.lastIndexOf('-', last.range[0]);
  const indent = ' '.repeat(columnOf(text, dash));
  const end = endOfLine(text, endOf(last));
  return `${text.slice(0, end)}\n${dashed(item, indent)}${text.slice(end)}`;
}

/** `key: []` becomes a block list below its key. */
function intoEmptyList(text: string, path: YamlPath, list: Sequence, item: string): string {
  const [start, end] = list.range ?? [0, 0];
  const indent = ' '.repeat(columnOf(text, indentOf(text, start)) + (path.length === 0 ? 0 : 2));
  return `${text.slice(0, start).trimEnd()}\n${dashed(item, indent)}${text.slice(end)}`;
}

function dashed(item: string, indent: string): string {
  const [first = '', ...rest] = item.split('\n');
  return [`${indent}- ${first}`, ...rest.map((line) => `${indent}  ${line}`)].join('\n');
}

function indented(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join('\n');
}

function withoutFlowItem(text: string, { items }: Sequence, index: number): string {
  const [previous, item, next] = [items[index - 1], items[index], items[index + 1]];
  if (!isNode(item) || !item.range) throw new Error('the item has no place in the text');
  if (isNode(previous)) return text.slice(0, endOf(previous)) + text.slice(endOf(item));
  const to = isNode(next) && next.range ? next.range[0] : endOf(item);
  return text.slice(0, item.range[0]) + text.slice(to);
}

function withoutBlockItem(text: string, item: unknown): string {
  if (!isNode(item) || !item.range) throw new Error('the item has no place in the text');
  const from = startOfLine(text, text.lastIndexOf('-', item.range[0]));
  return text.slice(0, from) + text.slice(endOfLine(text, endOf(item)) + 1);
}

/** Where the last sign of a value stands; a block collection's own range runs on to what follows it. */
function endOf(node: Node): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    if (isNode(last)) return endOf(last);
    const { key, value } = (last ?? {}) as { key?: unknown; value?: unknown };
    if (isNode(value) && value.range && value.range[0] < value.range[1]) return endOf(value);
    if (isNode(key)) return endOf(key);
  }
  return node.range?.[1] ?? 0;
}

function startOfLine(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function endOfLine(text: string, at: number): number {
  // A block scalar's range ends after its last line.
  if (text[at - 1] === '\n') return at - 1;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function columnOf(text: string, at: number): number {
  return at - startOfLine(text, at);
}

function indentOf(text: string, at: number): number {
  const start = startOfLine(text, at);
  return start + (/^ */.exec(text.slice(start, at))?.[0].length ?? 0);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asMap(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The edited text, where it says what the old one said but for the change at `path`. */
function checked(before: string, after: string, path: YamlPath, change: (value: unknown) => unknown): string {
  const expected = changedAt(read(before), path, change);
  if (isDeepStrictEqual(read(after), expected)) return after;
  throw new Error(
    `the YAML around ${path.join('.')} has a form that cannot be edited safely: edit it by hand`,
  );
}

function read(text: string): unknown {
  return parse(text, { merge: true }) as unknown;
}

function changedAt(value: unknown, path: YamlPath, change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => (index === key ? changedAt(item, rest, change) : item));
  }
  const map = asMap(value);
  return { ...map, [key]: changedAt(map[String(key)], rest, change) };
}
