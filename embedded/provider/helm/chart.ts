import { createHash, type Hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Session } from '../session';
import { isObject, type Json } from '../wire/values';
import { runHelm } from './command';
import { type Login, loginOf, REPOSITORY } from './login';
import type { Release } from './release';

/** What is known of a chart before it is installed. */
export interface Chart {
  /** Exact version. */
  readonly version: string;
  /** Digest of a local chart's content, so that a changed chart is a change; absent for charts from elsewhere. */
  readonly checksum: string | undefined;
}

/** The chart can't be had: no such path, or not in its repository. */
class ChartError extends Error {
  override readonly name = 'ChartError';
}

/** Helm takes a name that begins like this for a path, whatever repository stands beside it. */
const PATH = /^[./]/;

/** Absolute path of a chart that lies in the file system; undefined for one from a repository or registry. */
function localChart(release: Release): string | undefined {
  if (release.chart.startsWith('oci://')) return undefined;
  if (release.repository?.url && !PATH.test(release.chart)) return undefined;
  const path = resolve(release.chart);
  if (existsSync(join(path, 'Chart.yaml')) || (release.chart.endsWith('.tgz') && existsSync(path)))
    return path;
  if (!/^[./~]/.test(release.chart)) return undefined;
  throw new ChartError(
    `${release.chart} is no chart\n  expected: a directory with a Chart.yaml, or a .tgz file\n` +
      '  fix: correct the path (it starts at the directory of Pulumi.yaml)',
  );
}

/** Arguments that name a chart to helm. */
export function chartArguments(release: Release): string[] {
  const local = localChart(release);
  if (local) return [local];
  const { repository } = release;
  const isUrl = repository?.url !== undefined && URL.canParse(repository.url);
  const named = (flag: string, value: string | undefined) => (value ? [flag, value] : []);
  // With credentials, helm knows the repository by its configuration, certificates included.
  const direct = isUrl && !loginOf(release);
  return [
    chartName(release, isUrl),
    ...named('--version', release.version),
    ...named('--repo', direct ? repository?.url : undefined),
    ...named('--ca-file', direct ? repository?.caFile : undefined),
    ...named('--cert-file', direct ? repository?.certFile : undefined),
    ...named('--key-file', direct ? repository?.keyFile : undefined),
  ];
}

function chartName(release: Release, isUrl: boolean): string {
  const { chart, repository } = release;
  if (chart.startsWith('oci://') || !repository?.url) return chart;
  if (isUrl) return loginOf(release) ? `${REPOSITORY}/${chart}` : chart;
  return chart.includes('/') ? chart : `${repository.url}/${chart}`;
}

const EXACT_VERSION = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Finds out a chart's exact version and content. Throws {@link ChartError} or a HelmError. */
export async function inspectChart(session: Session, release: Release): Promise<Chart> {
  const path = localChart(release);
  if (path) return { version: await localVersion(session, path), checksum: await checksum(path) };
  // An exact version is what it is; only a range has to be looked up.
  if (release.version && EXACT_VERSION.test(release.version))
    return { version: release.version, checksum: undefined };
  const chart = await showChart(session, chartArguments(release), loginOf(release));
  return { version: versionIn(chart), checksum: undefined };
}

async function localVersion(session: Session, path: string): Promise<string> {
  const directory = (await stat(path)).isDirectory();
  return versionIn(
    directory ? await readFile(join(path, 'Chart.yaml'), 'utf8') : await showChart(session, [path]),
  );
}

function showChart(session: Session, chart: readonly string[], login?: Login): Promise<string> {
  return runHelm(session, { arguments: ['show', 'chart', ...chart], offline: true, login });
}

function versionIn(chartYaml: string): string {
  const chart = parse(chartYaml) as Json;
  const version = isObject(chart) ? chart['version'] : undefined;
  if (typeof version !== 'string') throw new ChartError("the chart's Chart.yaml names no version");
  return version;
}

async function checksum(path: string): Promise<string> {
  const hash = createHash('sha256');
  if ((await stat(path)).isDirectory()) await hashDirectory(path, '', hash);
  else hash.update(await readFile(path));
  return hash.digest('hex');
}

async function hashDirectory(root: string, below: string, hash: Hash): Promise<void> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) await hashDirectory(root, path, hash);
    else
      hash
        .update(`${path}\0`)
        .update(await readFile(join(root, path)))
        .update('\0');
  }
}
