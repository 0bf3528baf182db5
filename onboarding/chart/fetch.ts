import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import type { ChartRequest } from '../../gitops/onboarding-record';
import { ProblemError } from '../../gitops/problem';
import { type ChartFiles, readChart } from './files';

const LIMIT_MS = 120_000;

/** A chart that helm fetched, and the digest of the archive that came. */
export interface FetchedChart extends ChartFiles {
  readonly sha256: string;
}

/**
 * Fetches a chart from a chart repository or an OCI registry with helm, and unpacks it and the charts in it.
 * Helm runs in the caller's environment, so that `helm registry login` counts.
 *
 * @param scratch An empty directory.
 * @throws ProblemError where the chart cannot be had, or isn't the one that was asked for.
 */
export async function fetchChart(helm: string, chart: ChartRequest, scratch: string): Promise<FetchedChart> {
  const { repository = '', name = '', version = '' } = chart;
  const source = repository.startsWith('oci://') ? [`${repository}/${name}`] : [name, '--repo', repository];
  const shown = `${name} ${version} of ${repository}`;
  await runHelm(helm, ['pull', ...source, '--version', version, '--destination', scratch], shown);
  const [archive] = readdirSync(scratch).filter((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw unfetched(shown, 'helm wrote no archive');
  const packed = readFileSync(join(scratch, archive));
  const unpacked = join(scratch, 'unpacked');
  await unpack(join(scratch, archive), unpacked, shown);
  const read = readChart(join(unpacked, name), shown);
  if (read.name !== name || read.version !== version) {
    throw unfetched(shown, `the archive holds ${read.name} ${read.version}`);
  }
  return { ...read, sha256: createHash('sha256').update(packed).digest('hex') };
}

async function runHelm(helm: string, args: readonly string[], shown: string): Promise<void> {
  const { exitCode, stderr } = await execa(helm, args, { reject: false, timeout: LIMIT_MS, stdin: 'ignore' });
  if (exitCode !== 0)
    throw unfetched(shown, stderr.trim().split('\n').slice(-3).join('\n') || 'helm was stopped');
}

/** The plugin refuses packed charts, since nobody can review them: those inside are unpacked where they lie. */
async function unpack(archive: string, into: string, shown: string): Promise<void> {
  mkdirSync(into, { recursive: true });
  const args = ['-xzf', archive, '--no-same-owner', '--no-same-permissions', '-C', into];
  const { exitCode, stderr } = await execa('tar', args, { reject: false, timeout: LIMIT_MS });
  if (exitCode !== 0) throw unfetched(shown, stderr.trim());
  for (const entry of readdirSync(into, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const isChart = entry.isFile() && entry.name.endsWith('.tgz') && basename(dirname(path)) === 'charts';
    if (!isChart) continue;
    await unpack(path, dirname(path), shown);
    rmSync(path);
  }
}

function unfetched(shown: string, reason: string): ProblemError {
  return new ProblemError([
    {
      rule: 'chart-not-fetched',
      found: `chart ${shown} cannot be had: ${reason}`,
      expected: 'a chart that helm can pull, under the name and version that were asked for',
      fix: 'check the address and the version; for a private registry use `helm registry login`, for anything else fetch the chart yourself and name its folder',
    },
  ]);
}
