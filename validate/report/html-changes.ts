import type { ApplicationChange, ObjectChange } from '../diff/compare';
import type { EnvironmentComparison, LiveEnvironment } from '../result';
import type { ReportData } from './data';
import { escapeHtml } from './escape-html';
import { sideBySide } from './html-diff';
import { filterData } from './html-item';
import { besidesTheBase, nothingBesides, runningLabel } from './live';
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
  data: ReportData,
): string {
  const title = `Changes in ${name}`;
  if (incomparable !== undefined) return section(title, [note(name, `Not comparable: ${incomparable}.`)]);
  if (applications.length === 0) return section(title, [note(name, 'None.')]);
  const state = ({ key }: ObjectChange) => runningLabel(data, name, key);
  return section(
    title,
    applications.map((one) => applicationHtml(one, name, { state, sides: ['before', 'after'] })),
  );
}

function liveHtml(environment: LiveEnvironment, data: ReportData): string {
  const { name, cluster, unread, incomparable } = environment;
  const title = `The cluster of ${name}`;
  if (incomparable !== undefined) return section(title, [note(name, `Not compared: ${incomparable}.`)]);
  const applications = besidesTheBase(environment).map((one) =>
    applicationHtml(one, name, { state: () => '', sides: ['runs', 'after a sync'] }),
  );
  const same = applications.length > 0 ? [] : [note(name, `${sentence(nothingBesides(data, environment))}.`)];
  return section(`${title}: ${cluster}`, [...applications, ...same, unreadHtml(name, unread)]);
}

/** What could not be read may differ in any layer, so that the filter of layers leaves it. */
function unreadHtml(environment: string, unread: readonly string[]): string {
  if (unread.length === 0) return '';
  const data = `data-item ${filterData({ environments: [environment], severity: 'change' })}`;
  const lines = unread.map((line) => `<li tabindex="-1" ${data}>could not be read: ${escapeHtml(line)}</li>`);
  return `<ul>${lines.join('')}</ul>`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A line that is filtered as the changes of its environment are. */
function note(environment: string, text: string): string {
  const data = filterData({ environments: [environment], severity: 'change' });
  return `<p data-note ${data}>${escapeHtml(text)}</p>`;
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
  return `<details data-item ${filterData({ environments: [environment], layer, severity: 'change' })}>
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
