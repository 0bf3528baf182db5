import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Problem, ProblemError } from '../../gitops/problem';

/** More than any chart needs; what is larger is not a chart, or holds what a repository should not. */
const MAX_BYTES = 10 << 20;

/** The files of a chart by their paths in it, and what it calls itself. */
export interface ChartFiles {
  readonly name: string;
  readonly version: string;
  readonly files: ReadonlyMap<string, Buffer>;
}

/**
 * Reads an unpacked chart.
 *
 * @param shown How a message names the folder.
 * @throws ProblemError where it is no chart, holds links, packed charts, or too much.
 */
export function readChart(directory: string, shown: string): ChartFiles {
  const problems: Problem[] = [];
  const files = new Map<string, Buffer>();
  collect(directory, '', files, (found, expected, fix) =>
    problems.push({ rule: 'chart-unusable', where: { file: shown }, found, expected, fix }),
  );
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  if (bytes > MAX_BYTES) problems.push(tooLarge(shown, bytes));
  const { name, version } = identity(files.get('Chart.yaml'));
  if (typeof name === 'string' && typeof version === 'string' && problems.length === 0)
    return { name, version, files };
  throw new ProblemError(problems.length > 0 ? problems : [noChart(shown)]);
}

type Report = (found: string, expected: string, fix: string) => void;

function collect(directory: string, below: string, files: Map<string, Buffer>, report: Report): void {
  for (const name of listing(join(directory, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const stats = lstatSync(join(directory, path));
    if (stats.isDirectory() && name !== '.git') collect(directory, path, files, report);
    else if (!stats.isDirectory() && isUsable(path, stats, report)) {
      files.set(path, readFileSync(join(directory, path)));
    }
  }
}

function isUsable(path: string, stats: Stats, report: Report): boolean {
  const reasons: [boolean, ...Parameters<Report>][] = [
    [!stats.isFile(), `${path} is a link or a device`, 'files and folders', 'replace it by a file'],
    [path.endsWith('.tgz'), `${path} is a packed chart`, 'unpacked charts', 'unpack it in its place'],
    [/[^ -~]/.test(path), `${JSON.stringify(path)} is no plain name`, 'printable ASCII', 'rename it'],
    [
      stats.size > MAX_BYTES,
      `${path} is too large`,
      `at most ${MAX_BYTES} bytes`,
      'take it out of the chart',
    ],
  ];
  const reason = reasons.find(([applies]) => applies);
  if (reason) report(reason[1], reason[2], reason[3]);
  return reason === undefined;
}

function listing(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}

function identity(chart: Buffer | undefined): { name?: unknown; version?: unknown } {
  try {
    return (parse(chart?.toString('utf8') ?? '') ?? {}) as { name?: unknown; version?: unknown };
  } catch {
    return {};
  }
}

function noChart(shown: string): Problem {
  return {
    rule: 'chart-unusable',
    where: { file: shown },
    found: 'there is no Chart.yaml with a name and a version',
    expected: 'the folder of an unpacked chart',
    fix: 'name the folder in which Chart.yaml stands',
  };
}

function tooLarge(shown: string, bytes: number): Problem {
  return {
    rule: 'chart-unusable',
    where: { file: shown },
    found: `the chart has ${bytes} bytes`,
    expected: `at most ${MAX_BYTES} bytes`,
    fix: 'leave out what no template needs',
  };
}
