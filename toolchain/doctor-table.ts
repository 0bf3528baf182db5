import { displayPath } from './problems';
import type { ToolReport } from './types';

const headings = ['TOOL', 'VERSION', 'FROM', 'WANTED', 'WHERE'] as const;

/** The reports as a table for people, each refusal and remedy on a line of its own below its tool. */
export function formatDoctor(reports: readonly ToolReport[]): string {
  const rows = [headings, ...reports.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const [heading = '', ...body] = lines;
  return [
    heading,
    ...body.flatMap((line, at) => [line, ...notesOn(reports[at])]),
    '',
    summaryOf(reports),
  ].join('\n');
}

function cellsOf({ name, version, source, wanted, path }: ToolReport): string[] {
  return [name, version ?? '-', source, wanted, path ? displayPath(path) : '-'];
}

function notesOn(report: ToolReport | undefined): string[] {
  if (!report) return [];
  const refused = report.refused.map(
    ({ path, version, reason }) =>
      `    refused ${displayPath(path)}${version ? ` ${version}` : ''}: ${reason}`,
  );
  return report.fix ? [...refused, `    fix: ${report.fix}`] : refused;
}

function summaryOf(reports: readonly ToolReport[]): string {
  const those = (source: ToolReport['source']) =>
    reports.filter((report) => report.source === source).map(({ name }) => name);
  const [build, missing] = [those('build'), those('missing')];
  const lines = [
    ...(build.length > 0 ? [`Built when first needed: ${build.join(', ')}.`] : []),
    ...(missing.length > 0
      ? [`Missing: ${missing.join(', ')}. \`mise install\` installs what mise.toml pins.`]
      : []),
  ];
  return lines.length > 0 ? lines.join('\n') : 'Everything is there.';
}
