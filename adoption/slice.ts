import { stringify } from 'yaml';
import type { Change } from '../onboarding/change';
import { sliceFolder } from '../onboarding/layout';
import { environmentText, helmfileText, sliceChart, sliceText } from '../onboarding/slice-texts';
import type { AdoptedChart } from './chart';
import type { Release } from './release';

/** What is to be taken over, as what, and where. */
export interface Adoption {
  readonly release: Release;
  /** Name of the service: its folder, and `service-<name>` its Application. */
  readonly service: string;
  readonly environment: string;
  /** Every environment of the tree: the slice is ready for all of them from the start. */
  readonly environments: readonly string[];
}

/** Every file of the slice that takes a release over. */
export function sliceFiles(adoption: Adoption, chart: AdoptedChart): Change[] {
  const { release, service, environment } = adoption;
  const folder = sliceFolder('apps', service);
  const text = (path: string, content: string, why: string) => sliceText(folder, path, content, why);
  const origin = `chart ${release.chart.metadata.name} ${release.chart.metadata.version}`;
  return [
    text('helmfile.yaml.gotmpl', helmfile(adoption), 'the release, for the plugin'),
    text(
      `environments/${environment}.yaml`,
      environmentText(environment, release.namespace),
      `deploys it to ${environment}`,
    ),
    text('values/common.yaml', COMMON, 'values of every environment'),
    text(`values/${environment}.yaml`, values(adoption), `the values of release ${release.name}`),
    ...sliceChart(folder, chart.files, origin),
  ];
}

const COMMON = "# What the chart gets in every environment, before the environment's own file.\n{}\n";

function helmfile({ release, service, environments }: Adoption): string {
  const comment = `${service}, taken over from Helm. Its namespace is the destination of the Application (environments/).`;
  return helmfileText({ comment, environments, release: release.name, chart: './chart' });
}

function values({ release, environment }: Adoption): string {
  const given = stringify(release.config ?? {}, { lineWidth: 0, aliasDuplicateObjects: false });
  return `# The values that release ${release.name} had in ${environment} when it was taken over.\n${given}`;
}
