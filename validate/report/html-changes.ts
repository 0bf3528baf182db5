import type { ApplicationChange, ObjectChange } from '../diff/compare';
import type { EnvironmentComparison, LiveEnvironment } from '../result';
import type { ReportData } from './data';
import { escapeHtml } from './escape-html';
import { sideBySide } from './html-diff';
import { itemData } from './html-item';
import { besidesTheBase, liveTitle, nothingBesides, runningLabel } from './live';
import { counted } from './summary';

/** What the change does to each environment, and what runs otherwise than the tree has it. */
export function changesHtml(result: ReportData): string {
  const compared = result.comparison?.environments ?? [];
  const running = result.live ?? [];
  return [
    ...compared.map((one) => environmentHtml(one, result)),
    ...running.map((one) => liveHtml(one, result)),
  ].join('\n');
}

function environmentHtml(
  { name, applications, incomparable }: EnvironmentComparison,
  result: ReportData,
): string {
  const title = `Changes in ${name}`;
  if (incomparable !== undefined) return note(title, `Not comparable: ${incomparable}.`);
  if (applications.length === 0) return note(title, 'None.');
  const state = ({ key }: ObjectChange) => runningLabel(result, name, key);
  return section(
    title,
    applications.map((one) => applicationHtml(one, name, { state, sides: ['before', 'after'] })),
  );
}

function liveHtml(environment: LiveEnvironment, result: ReportData): string {
  const title = `The cluster: ${liveTitle(environment)}`;
  const { name, unread, incomparable } = environment;
  if (incomparable !== undefined) return note(title, 'Nothing to show.');
  const applications = besidesTheBase(environment).map((one) =>
    applicationHtml(one, name, { state: () => '', sides: ['runs', 'after a sync'] }),
  );
  const lines = unread.map((line) => `<li>could not be read: ${escapeHtml(line)}</li>`);
  const list = lines.length === 0 ? '' : `<ul>${lines.join('')}</ul>`;
  if (applications.length === 0) return note(title, `${nothingBesides(result)}.`) + list;
  return section(title, [...applications, list]);
}

function note(title: string, text: string): string {
  return `<h2>${escapeHtml(title)}</h2><p>${escapeHtml(text)}</p>`;
}

function section(title: string, parts: readonly string[]): string {
  return `<section data-section><h2>${escapeHtml(title)}</h2>${parts.join('\n')}</section>`;
}

interface View {
  readonly state: (object: ObjectChange) => string;
  readonly sides: readonly [string, string];
}

function applicationHtml(
  { name, change, layer, objects, unknown }: ApplicationChange,
  environment: string,
  view: View,
): string {
  const text = unknown ? '<p>It cannot be rendered on one side, so its changes are not known.</p>' : '';
  return `<details ${itemData([environment], layer, 'change')}>
<summary><strong>${escapeHtml(name)}</strong><span class="tag">${change}</span><span class="tag">${unknown ? 'not rendered' : counted(objects.length, 'object')}</span></summary>
${text}${objects.map((object) => objectHtml(object, view)).join('\n')}
</details>`;
}

function objectHtml(object: ObjectChange, { state, sides }: View): string {
  const from = object.movedFrom === undefined ? '' : ` from ${escapeHtml(object.movedFrom)}`;
  const running = state(object);
  const tag = running === '' ? '' : `<span class="tag">${escapeHtml(running)}</span>`;
  return `<h3>${escapeHtml(object.name)}<span class="tag">${object.change}${from}</span>${tag}</h3>${sideBySide(object, sides)}`;
}
