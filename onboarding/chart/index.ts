import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Manifest } from '../../gitops/manifest';
import { LAYERS, LAYOUT } from '../../validate/layout';
import type { TreeFacts } from '../facts';
import { sliceFolder } from '../layout';
import type { CompleteRequest } from '../request';
import { fetchChart } from './fetch';
import { type ChartFiles, readChart } from './files';
import { renderChart } from './render';

/** A chart as a plan needs it. */
export interface ChartFacts extends ChartFiles {
  /** How the slice names it: its own copy, or a chart that the services share. */
  readonly reference: './chart' | `../charts/${string}`;
  /** SHA-256 of the archive that it came in; absent for a local chart. */
  readonly sha256?: string;
  /** What it renders to in each environment. */
  readonly rendered: ReadonlyMap<string, readonly Manifest[]>;
}

/** Where charts are looked for, and with what. */
export interface ChartOptions {
  readonly root: string;
  /** The folder that local paths are relative to. */
  readonly cwd: string;
  readonly helm: string;
  readonly kubeVersion: string;
  readonly scratch: string;
}

/**
 * Gets the chart of a request and renders it. A service that is onboarded keeps the chart that it has.
 *
 * @throws ProblemError where there is no chart, or it doesn't render.
 */
export async function obtainChart(
  request: CompleteRequest,
  facts: TreeFacts,
  options: ChartOptions,
): Promise<ChartFacts> {
  const found = await findChart(request, facts, options);
  const rendered = await renderChart({
    helm: options.helm,
    kubeVersion: options.kubeVersion,
    scratch: options.scratch,
    release: request.service,
    namespace: request.namespace,
    environments: request.environments,
    files: found.files,
    values: request.values,
  });
  return { ...found, rendered };
}

async function findChart(
  request: CompleteRequest,
  { record }: TreeFacts,
  options: ChartOptions,
): Promise<Omit<ChartFacts, 'rendered'>> {
  const { chart, service } = request;
  const kept = record && join(sliceFolder(record.layer, service), 'chart');
  if (record && kept && existsSync(join(options.root, kept, 'Chart.yaml'))) {
    const { sha256 } = record.yaml.value.chart;
    return { ...readChart(join(options.root, kept), kept), reference: './chart', ...(sha256 && { sha256 }) };
  }
  if (chart.path === undefined) {
    const fetched = await fetchChart(options.helm, chart, mkdtempSync(join(options.scratch, 'fetch-')));
    return { ...fetched, reference: './chart' };
  }
  const shared = sharedChart(options.root, options.cwd, chart.path);
  if (shared)
    return {
      ...readChart(join(options.root, shared), shared),
      reference: `../charts/${shared.split('/').at(-1)}`,
    };
  return { ...readChart(resolve(options.cwd, chart.path), chart.path), reference: './chart' };
}

/** The path in the tree of a chart that stands beside the slices of a layer, for all of them. */
function sharedChart(root: string, cwd: string, path: string): string | undefined {
  const absolute = resolve(cwd, path);
  if (!existsSync(absolute)) return undefined;
  const inTree = relative(realpathSync(root), realpathSync(absolute));
  const isShared = LAYERS.some((layer) =>
    new RegExp(`^${LAYOUT.gitops}/${layer}/charts/[A-Za-z0-9_-]+$`).test(inTree),
  );
  return isShared ? inTree : undefined;
}
