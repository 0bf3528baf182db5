import { stringify } from 'yaml';
import type { Change } from '../onboarding/change';
import { LAYOUT } from '../validate/layout';
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

/** Folder of a service's slice. */
export function serviceFolder(service: string): string {
  return `${LAYOUT.gitops}/apps/${service}`;
}

/** The Application that the environment's ApplicationSet makes of the slice. */
export function applicationName(service: string): string {
  return `service-${service}`;
}

/** Every file of the slice that takes a release over. */
export function sliceFiles(adoption: Adoption, chart: AdoptedChart): Change[] {
  const { release, service, environment } = adoption;
  const folder = serviceFolder(service);
  const text = (path: string, content: string, why: string): Change => ({
    path: `${folder}/${path}`,
    after: Buffer.from(content),
    why,
  });
  const origin = `chart ${release.chart.metadata.name} ${release.chart.metadata.version}`;
  return [
    text('helmfile.yaml.gotmpl', helmfile(adoption), 'the release, for the plugin'),
    text(`environments/${environment}.yaml`, deployment(adoption), `deploys it to ${environment}`),
    text('values/common.yaml', COMMON, 'values of every environment'),
    text(`values/${environment}.yaml`, values(adoption), `the values of release ${release.name}`),
    ...[...chart.files].map(([path, after]) => ({ path: `${folder}/chart/${path}`, after, why: origin })),
  ];
}

const COMMON = "# What the chart gets in every environment, before the environment's own file.\n{}\n";

function helmfile({ release, service, environments }: Adoption): string {
  return [
    `# ${service}, taken over from Helm. Its namespace is the destination of the Application (environments/).`,
    'environments:',
    ...environments.map((name) => `  ${name}: {}`),
    '---',
    'helmDefaults:',
    '  createNamespace: false',
    '  skipDeps: true',
    '',
    'releases:',
    `  - name: ${release.name}`,
    '    chart: ./chart',
    '    missingFileHandler: Error',
    '    values:',
    '      - values/common.yaml',
    '      - values/{{ .Environment.Name }}.yaml',
    '',
  ].join('\n');
}

function deployment({ release, environment }: Adoption): string {
  return `# That this file is here is what deploys the service to ${environment}.\nnamespace: ${release.namespace}\n`;
}

function values({ release, environment }: Adoption): string {
  const given = stringify(release.config ?? {}, { lineWidth: 0, aliasDuplicateObjects: false });
  return `# The values that release ${release.name} had in ${environment} when it was taken over.\n${given}`;
}
