import { structuredPatch } from 'diff';
import type { ObjectChange } from '../diff/compare';
import { escapeHtml } from './escape-html';

/** A line of a side-by-side view; a side without text has no line there. */
interface Row {
  readonly left?: { readonly number: number; readonly text: string };
  readonly right?: { readonly number: number; readonly text: string };
  readonly isSame: boolean;
}

/** The two texts of an object side by side, as a table that is read line by line. */
export function sideBySide(
  { name, beforeText, afterText }: ObjectChange,
  [left, right]: readonly [string, string],
): string {
  const { hunks } = structuredPatch('', '', beforeText, afterText, undefined, undefined, { context: 3 });
  const body = hunks.map((hunk, index) => {
    const gap = index === 0 ? '' : '<tr class="gap"><td colspan="4">⋯</td></tr>';
    return gap + rowsOf(hunk).map(rowHtml).join('');
  });
  const number = '<th scope="col" class="number">line</th>';
  const titles = [left, right].map((title) => `${number}<th scope="col">${escapeHtml(title)}</th>`);
  const head = `<colgroup><col class="number"><col><col class="number"><col></colgroup><thead><tr>${titles.join('')}</tr></thead>`;
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(name)}, side by side"><table class="diff code"><caption class="hidden">${escapeHtml(name)}: ${escapeHtml(left)}, and ${escapeHtml(right)}</caption>${head}<tbody>${body.join('')}</tbody></table></div>`;
}

interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

function rowsOf({ oldStart, newStart, lines }: Hunk): Row[] {
  const rows: Row[] = [];
  let [old, now] = [oldStart, newStart];
  let removed: { number: number; text: string }[] = [];
  let added: { number: number; text: string }[] = [];
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      const [left, right] = [removed[index], added[index]];
      rows.push({ isSame: false, ...(left && { left }), ...(right && { right }) });
    }
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    const text = line.slice(1);
    if (line.startsWith('-')) removed.push({ number: old++, text });
    else if (line.startsWith('+')) added.push({ number: now++, text });
    else if (line.startsWith(' ')) {
      flush();
      rows.push({ isSame: true, left: { number: old++, text }, right: { number: now++, text } });
    }
  }
  flush();
  return rows;
}

function rowHtml({ left, right, isSame }: Row): string {
  const cell = (side: Row['left'], tag: 'del' | 'ins') => {
    if (side === undefined) return '<td class="number"></td><td></td>';
    const text = escapeHtml(side.text);
    return `<td class="number">${side.number}</td><td>${isSame ? text : `<${tag}>${text}</${tag}>`}</td>`;
  };
  return `<tr>${cell(left, 'del')}${cell(right, 'ins')}</tr>`;
}
