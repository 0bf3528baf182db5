import type { ChartSource } from '../config/chart-schema';

/** The arguments of a Helm release that say which chart it installs. */
export interface ChartArgs {
  chart: string;
  version?: string;
  repositoryOpts?: { repo: string };
}

/** A chart's source as a Helm release takes it; a folder is relative to the program. */
export function chartArgs(chart: ChartSource): ChartArgs {
  switch (chart.source) {
    case 'path':
      return { chart: `./${chart.path}` };
    case 'repository':
      return { chart: chart.name, version: chart.version, repositoryOpts: { repo: chart.repository } };
    case 'oci':
      return { chart: chart.url, version: chart.version };
  }
}
