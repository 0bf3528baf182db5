import { formatLocation } from '../../gitops/problem';
import { relatedLines } from '../finding';
import { groupBy } from '../group-by';
import type { MergedFinding } from '../result';
import type { ReportData } from './data';

interface Case {
  readonly name: string;
  readonly findings: readonly MergedFinding[];
}

/** The report in JUnit's XML: a suite for each environment, a case for each Application, and one for the files. */
export function junitReport(result: ReportData): string {
  const suites = [
    suite(
      'files',
      [{ name: 'files of the tree', findings: result.findings.filter(isOfFiles) }],
      result.seconds,
    ),
    ...result.environments.map(({ name }) => suite(name, casesOf(result, name), 0)),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="argo-bootstrap validate">\n${suites.join('')}</testsuites>\n`;
}

function isOfFiles({ environments }: MergedFinding): boolean {
  return environments.length === 0;
}

function casesOf({ environments, findings }: ReportData, environment: string): Case[] {
  const here = findings.filter((finding) => finding.environments.includes(environment));
  const byApplication = groupBy(here, ({ application }) => application ?? 'environment');
  const applications = environments.find(({ name }) => name === environment)?.applications ?? [];
  const names = new Set(['environment', ...applications.map(({ name }) => name), ...byApplication.keys()]);
  return [...names].map((name) => ({ name, findings: byApplication.get(name) ?? [] }));
}

function suite(name: string, cases: readonly Case[], seconds: number): string {
  const failed = cases.filter(({ findings }) => findings.some(isError)).length;
  const attributes = `name="${escapeXml(name)}" tests="${cases.length}" failures="${failed}" errors="0" skipped="0" time="${seconds.toFixed(3)}"`;
  return `  <testsuite ${attributes}>\n${cases.map((one) => testCase(name, one)).join('')}  </testsuite>\n`;
}

function testCase(suiteName: string, { name, findings }: Case): string {
  const attributes = `name="${escapeXml(name)}" classname="${escapeXml(suiteName)}" time="0"`;
  const errors = findings.filter(isError);
  const warnings = findings.filter((finding) => !isError(finding));
  if (findings.length === 0) return `    <testcase ${attributes}/>\n`;
  const failure =
    errors.length === 0
      ? ''
      : `      <failure type="${escapeXml(errors[0]?.rule ?? '')}" message="${escapeXml(summary(errors))}">${escapeXml(errors.map(describe).join('\n\n'))}</failure>\n`;
  const output =
    warnings.length === 0
      ? ''
      : `      <system-out>${escapeXml(warnings.map(describe).join('\n\n'))}</system-out>\n`;
  return `    <testcase ${attributes}>\n${failure}${output}    </testcase>\n`;
}

function isError({ severity }: MergedFinding): boolean {
  return severity === 'error';
}

function summary(findings: readonly MergedFinding[]): string {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return `${first?.found ?? ''}${more}`;
}

function describe({ rule, where, found, expected, fix, ...more }: MergedFinding): string {
  const place = where ? `${formatLocation(where)}: ` : '';
  const lines = [`${place}${found} [${rule}]`, `expected: ${expected}`, `fix: ${fix}`, ...relatedLines(more)];
  return lines.join('\n  ');
}

/** XML 1.0 has no way to write most control characters, so they are dropped. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\n/g, '&#10;');
}
