import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { stringify } from 'yaml';
import { type Problem, ProblemError, throwIfAny } from '../gitops/problem';
import { walkFiles } from '../validate/tree/walk';
import type { Release } from './release';

/** The files of a chart by their path in it, and those that are left out on purpose. */
export interface AdoptedChart {
  readonly files: ReadonlyMap<string, Buffer>;
  /** Definitions that Helm installed once; they belong to a slice of foundation. */
  readonly definitions: readonly string[];
}

/**
 * The chart of a release: from the record that Helm keeps of it, or from a folder that is named.
 *
 * @throws ProblemError where the record lacks the charts that it depends on and no folder is named.
 */
export function chartOf(release: Release, directory?: string): AdoptedChart {
  const files = directory === undefined ? recorded(release) : unpacked(directory);
  throwIfAny([...files.keys()].filter(leavesChart).map(outside));
  const isDefinition = (path: string) => path.startsWith('crds/');
  return {
    files: new Map([...files].filter(([path]) => !isDefinition(path))),
    definitions: [...files.keys()].filter(isDefinition).sort(),
  };
}

/** A record is data from a cluster: nothing of it may write outside of the slice. */
function leavesChart(path: string): boolean {
  return (
    path === '' ||
    posix.isAbsolute(path) ||
    path.includes('\\') ||
    posix.normalize(path) !== path ||
    path.startsWith('..')
  );
}

function outside(path: string): Problem {
  return {
    rule: 'chart-path-outside',
    found: `the chart has a file ${JSON.stringify(path)}`,
    expected: 'files within the chart',
    fix: 'name an unpacked copy of the chart with --chart',
  };
}

function unpacked(directory: string): Map<string, Buffer> {
  const files = new Map(
    walkFiles(directory).map((path) => [path, readFileSync(join(directory, path))] as const),
  );
  if (files.has('Chart.yaml')) return files;
  throw new ProblemError([
    {
      rule: 'chart-missing',
      found: `${directory} holds no Chart.yaml`,
      expected: 'the folder of an unpacked chart',
      fix: 'name the folder in which Chart.yaml stands (`helm pull --untar` makes it)',
    },
  ]);
}

/** Helm records templates, files and default values, but never the charts below `charts/`. */
function recorded({ name, chart, manifest }: Release): Map<string, Buffer> {
  const { metadata, templates, files, values, schema } = chart;
  const declared = (metadata.dependencies ?? []).map((dependency) => dependency.name);
  const needed = [...new Set([...declared, ...chartsBelow(manifest)])];
  if (needed.length > 0) throw new ProblemError([incomplete(name, metadata, needed)]);
  const decoded = [...(templates ?? []), ...(files ?? [])].map(
    (file) => [file.name, Buffer.from(file.data ?? '', 'base64')] as const,
  );
  return new Map<string, Buffer>([
    ['Chart.yaml', yaml(metadata)],
    ['values.yaml', yaml(values ?? {})],
    ...(schema ? [['values.schema.json', Buffer.from(schema, 'base64')] as const] : []),
    ...decoded,
  ]);
}

/** A chart may hold others without saying so; Helm notes the template that each object comes from. */
function chartsBelow(manifest: string): string[] {
  return [...manifest.matchAll(/^# Source: [^/\n]+\/charts\/([^/\n]+)\//gm)].map(([, name]) => name ?? '');
}

function incomplete(name: string, { name: chart, version }: Release['chart']['metadata'], needed: string[]) {
  return {
    rule: 'chart-incomplete',
    found: `chart ${chart} of release ${name} depends on ${needed.join(', ')}, which Helm does not record`,
    expected: 'a chart that is there as a whole',
    fix: `unpack version ${version} of ${chart} (helm pull --untar), and name the folder with --chart`,
  };
}

function yaml(value: unknown): Buffer {
  return Buffer.from(stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }));
}
