import { visibleJson } from '../../gitops/visible';
import type { ApplicationChange } from '../diff/compare';
import type { LiveEnvironment } from '../result';
import type { ReportData } from './data';
import { summaryOf } from './summary';

/** The report as data: `{summary, findings, comparison?, live?}`. Objects are left out, their differences are in. */
export function jsonReport(result: ReportData): string {
  const { findings, comparison, live } = result;
  const environments = comparison?.environments.map(({ name, incomparable, dangers, applications }) => ({
    name,
    ...(incomparable !== undefined && { incomparable }),
    dangers: dangers.length,
    applications: applications.map((one) => applicationData(one, statesOf(live, name))),
  }));
  const data = {
    summary: { ...summaryOf(result), ...result.counts, seconds: result.seconds },
    findings,
    ...(comparison && { comparison: { base: comparison.base, environments } }),
    ...(live && { live: live.map(liveData) }),
  };
  return `${visibleJson(data)}\n`;
}

function liveData({ name, cluster, incomparable, dangers, applications, unread }: LiveEnvironment) {
  return {
    name,
    ...(cluster !== undefined && { cluster }),
    ...(incomparable !== undefined && { incomparable }),
    dangers: dangers.length,
    unread,
    applications: applications.map((one) => applicationData(one, new Map())),
  };
}

function statesOf(live: ReportData['live'], environment: string): LiveEnvironment['states'] {
  return live?.find(({ name }) => name === environment)?.states ?? new Map();
}

function applicationData(
  { name, change, layer, unknown, objects }: ApplicationChange,
  states: LiveEnvironment['states'],
) {
  return {
    name,
    change,
    layer,
    unknown,
    objects: objects.map((object) => ({
      name: object.name,
      change: object.change,
      ...(object.movedFrom !== undefined && { movedFrom: object.movedFrom }),
      ...(states.has(object.key) && { running: states.get(object.key) }),
      diff: object.diff,
    })),
  };
}
