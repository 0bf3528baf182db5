import { stringify } from 'yaml';
import { RECORD_FILE } from '../../gitops/onboarding-record';
import type { Change } from '../change';
import type { ChartFacts } from '../chart';
import type { Decision } from '../decide';
import { sliceFolder } from '../layout';
import type { CompleteRequest } from '../request';
import { environmentText, helmfileText, sliceChart, sliceText } from '../slice-texts';
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
  const text = (path: string, content: string, why: string) => sliceText(folder, path, content, why);
  return [
    text(RECORD_FILE, record(parts), 'what was asked; `offboard` goes by it'),
    text('helmfile.yaml.gotmpl', helmfile(parts), 'the release, for the plugin'),
    ...(decision.layer === 'apps'
      ? request.environments.map((name) =>
          text(
            `environments/${name}.yaml`,
            environmentText(name, request.namespace),
            `deploys it to ${name}`,
          ),
        )
      : [text('application.yaml', applicationManifest(parts), 'the Application')]),
    text('values/common.yaml', valuesOf(request, 'common'), 'values of every environment'),
    ...request.environments.map((name) =>
      text(`values/${name}.yaml`, valuesOf(request, name), `values of ${name}`),
    ),
    ...(chart.reference === './chart'
      ? sliceChart(folder, chart.files, `chart ${chart.name} ${chart.version}`)
      : []),
  ];
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
  const place = isService ? " Its namespace is the Application's destination (environments/)." : '';
  const release = { release: service, chart: chart.reference, ...(!isService && { namespace }) };
  return helmfileText({ comment: `${service}, of ${team}.${place}`, environments, ...release });
}

function valuesOf({ values }: CompleteRequest, name: string): string {
  const given = values.get(name);
  if (given !== undefined) return given.endsWith('\n') ? given : `${given}\n`;
  const of = name === 'common' ? 'every environment' : name;
  return `# What the chart gets in ${of}. Nothing yet: the chart's own values hold.\n{}\n`;
}
