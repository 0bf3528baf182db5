import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatLocation } from '../../gitops/problem';
import { relatedLines } from '../finding';
import type { MergedFinding } from '../result';
import type { ReportData } from './data';
import { escapeHtml } from './escape-html';
import { changesHtml } from './html-changes';
import { filterData } from './html-item';
import { counted, dangerVerdict, isDanger, summaryOf } from './summary';

/** The report as one page that needs nothing else: no network, no other file, and no script to be read. */
export function htmlReport(result: ReportData): string {
  const style = asset('style.css');
  const script = asset('script.js');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hashOf(style)}'; script-src '${hashOf(script)}'">
<title>argo-bootstrap validate</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
${header(result)}
<main id="report">
${findings(result)}
${changesHtml(result)}
</main>
<footer><p><kbd>/</kbd> search · <kbd>j</kbd> next · <kbd>k</kbd> previous · <kbd>Enter</kbd> open or close</p></footer>
<script>${script}</script>
</body>
</html>
`;
}

function asset(name: string): string {
  return readFileSync(join(__dirname, 'page', name), 'utf8');
}

/** What the page's policy allows by content alone; nothing that a tree smuggles in can run. */
function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

function header(result: ReportData): string {
  const { environments, applications, objects, errors, warnings } = summaryOf(result);
  const verdict = errors > 0 ? ['verdict-bad', counted(errors, 'error')] : ['verdict-good', 'no errors'];
  const danger = dangerVerdict(result);
  const isDangerous = danger !== '' && danger !== 'nothing dangerous';
  const dangers = danger === '' ? '' : `<li${isDangerous ? ' class="verdict-bad"' : ''}>${danger}</li>`;
  const figures = [
    figure(warnings, 'warning'),
    figure(applications, 'Application'),
    figure(objects, 'object'),
    figure(environments.length, 'environment'),
  ].join('');
  return `<header>
<h1>argo-bootstrap validate: <span class="${verdict[0]}">${verdict[1]}</span></h1>
<ul class="figures">${dangers}${figures}</ul>
${compared(result)}
${filters(result, environments)}
</header>`;
}

function figure(count: number, noun: string): string {
  return `<li>${counted(count, noun).replace(/^\d+/, '<b>$&</b>')}</li>`;
}

/** What the tree was compared with, as far as it was compared. */
function compared({ comparison, live }: ReportData): string {
  const base = comparison && `${code(comparison.base.name)} (${comparison.base.sha.slice(0, 12)})`;
  const clusters = (live ?? []).flatMap(({ cluster }) => (cluster === undefined ? [] : code(cluster)));
  const all = [base, ...clusters.map((cluster) => `the cluster ${cluster}`)].filter(Boolean);
  return all.length === 0 ? '' : `<p>Compared with ${all.join(', ')}.</p>`;
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function filters({ environments }: ReportData, names: readonly string[]): string {
  const layers = new Set(
    environments.flatMap(({ applications }) => applications.map(({ layer }) => layer)).sort(),
  );
  return `<form role="search" aria-label="Filter the report">
${select('environment', 'Environment', names)}
${select('layer', 'Layer', [...layers])}
${select('severity', 'Severity', ['error', 'warning', 'change'])}
<label>Search<input name="text" type="search" autocomplete="off"></label>
<output aria-live="polite"></output>
</form>`;
}

function select(name: string, label: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
  return `<label>${label}<select name="${name}"><option value="">all</option>${options}</select></label>`;
}

function findings(result: ReportData): string {
  if (result.findings.length === 0) return '<section><h2>Findings</h2><p>None.</p></section>';
  const layers = new Map(
    result.environments.flatMap(({ applications }) =>
      applications.map(({ name, layer }) => [name, layer] as const),
    ),
  );
  const [dangers, others] = [
    result.findings.filter(isDanger),
    result.findings.filter((one) => !isDanger(one)),
  ];
  const section = (title: string, list: readonly MergedFinding[]) =>
    list.length === 0
      ? ''
      : `<section data-section><h2>${title}</h2>${list.map((one) => findingHtml(one, layers.get(one.application ?? '') ?? '')).join('\n')}</section>`;
  return section('Danger', dangers) + section('Findings', others);
}

function findingHtml(finding: MergedFinding, layer: string): string {
  const { severity, rule, where, found, expected, fix, environments, application, object } = finding;
  const places = [where && formatLocation(where), ...relatedLines(finding)];
  const about = [...places, application, object, environments.join(', ')].filter(Boolean);
  return `<article class="${severity}" tabindex="-1" data-item ${filterData({ environments, layer, severity })}>
<p><strong class="${severity}">${severity}</strong> ${escapeHtml(found)} <code>${escapeHtml(rule)}</code></p>
<p>expected: ${escapeHtml(expected)}</p>
<p>fix: ${escapeHtml(fix)}</p>
<p class="about code">${about.map((text) => escapeHtml(text ?? '')).join(' · ')}</p>
</article>`;
}
