/**
 * Characters that a terminal obeys or that no reader sees: control characters, those that turn the direction of
 * writing, invisible ones, halves of a character. The joiners of some scripts and emoji are among them; a name that
 * only looks like another one is worse than a text that looks odd.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The same, but for what sets lines and columns. */
const UNSEEN_IN_TEXT = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text of several lines with its unseen characters written out, as in `\u001b`. Nothing in it steers a terminal. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN_IN_TEXT, written);
}

/** The same for a name or a path: it stays one line, so that nothing in it looks like a line of the report. */
export function visibleLine(text: string): string {
  return text.replace(UNSEEN, written);
}

/** The strings of plain data by `visibleText`: of lists, records and what is in them. Anything else stays as it is. */
export function visibleData<T>(data: T): T {
  return map(data) as T;
}

/** Data as JSON of several lines, exactly as it is: what is unseen in a string is written as JSON's own escape. */
export function visibleJson(data: unknown): string {
  return visibleText(JSON.stringify(data, undefined, 2));
}

function map(value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value);
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [visibleText(key), map(child)]));
}

/** By UTF-16's units, as JSON and YAML read it. */
function written(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
