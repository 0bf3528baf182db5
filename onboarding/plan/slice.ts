import { stringify } from 'yaml';
import { RECORD_FILE } from '../../gitops/onboarding-record';
import type { Change } from '../change';
import type { ChartFacts } from '../chart';
import type { Decision } from '../decide';
import { sliceFolder } from '../layout';
import type { CompleteRequest } from '../request';
import { applicationManifest } from './application';

/** What the files of a slice are made from. */
export interface SliceParts {
  readonly request: CompleteRequest;
  readonly decision: Decision;
  readonly chart: ChartFacts;
}

/** Every file of the slice itself: its record, helmfile, values, chart, and what makes its Application. */
export function sliceFiles(parts: SliceParts): Change[] {
  const { request, decision, chart } = parts;
  const folder = sliceFolder(decision.layer, request.service);
  const text = (path: string, content: string, why: string): Change => ({
    path: `${folder}/${path}`,
    after: Buffer.from(content),
    why,
  });
  return [
    text(RECORD_FILE, record(parts), 'what was asked; `offboard` goes by it'),
    text('helmfile.yaml.gotmpl', helmfile(parts), 'the release, for the plugin'),
    ...(decision.layer === 'apps'
      ? request.environments.map((name) =>
          text(`environments/${name}.yaml`, environment(request, name), `deploys it to ${name}`),
        )
      : [text('application.yaml', applicationManifest(parts), 'the Application')]),
    text('values/common.yaml', valuesOf(request, 'common'), 'values of every environment'),
    ...request.environments.map((name) =>
      text(`values/${name}.yaml`, valuesOf(request, name), `values of ${name}`),
    ),
    ...(chart.reference === './chart' ? chartFiles(folder, chart) : []),
  ];
}

function chartFiles(folder: string, { files, name, version }: ChartFacts): Change[] {
  const why = `chart ${name} ${version}`;
  return [...files].map(([path, content]) => ({ path: `${folder}/chart/${path}`, after: content, why }));
}

function record({ request, decision, chart }: SliceParts): string {
  const { values: _values, project: _asked, wave: _wave, chart: source, ...rest } = request;
  const decided = { project: decision.layer, ...(decision.wave !== undefined && { wave: decision.wave }) };
  const { sha256 } = chart;
  const origin = { ...source, ...(sha256 !== undefined && { sha256 }) };
  return `# What argo-bootstrap onboard was asked, and decided. A second onboard and offboard go by it.\n${stringify({ ...rest, ...decided, chart: origin })}`;
}

function helmfile({ request, decision, chart }: SliceParts): string {
  const { service, team, environments, namespace } = request;
  const isService = decision.layer === 'apps';
  return [
    `# ${service}, of ${team}.${isService ? " Its namespace is the Application's destination (environments/)." : ''}`,
    'environments:',
    ...environments.map((name) => `  ${name}: {}`),
    '---',
    'helmDefaults:',
    '  createNamespace: false',
    '  skipDeps: true',
    '',
    'releases:',
    `  - name: ${service}`,
    ...(isService ? [] : [`    namespace: ${namespace}`]),
    `    chart: ${chart.reference}`,
    '    missingFileHandler: Error',
    '    values:',
    '      - values/common.yaml',
    '      - values/{{ .Environment.Name }}.yaml',
    '',
  ].join('\n');
}

function environment({ namespace }: CompleteRequest, name: string): string {
  return `# That this file is here is what deploys the service to ${name}.\nnamespace: ${namespace}\n`;
}

function valuesOf({ values }: CompleteRequest, name: string): string {
  const given = values.get(name);
  if (given !== undefined) return given.endsWith('\n') ? given : `${given}\n`;
  const of = name === 'common' ? 'every environment' : name;
  return `# What the chart gets in ${of}. Nothing yet: the chart's own values hold.\n{}\n`;
}
