import type { ApplicationChange } from '../diff/compare';
import type { LiveState } from '../live/states';
import type { LiveEnvironment } from '../result';
import type { ReportData } from './data';

const LABELS: Readonly<Record<LiveState, string>> = {
  'as-base': 'runs as the base has it',
  'as-head': 'runs like this already',
  differs: 'runs otherwise, see the cluster below',
  missing: 'does not run',
};

/** How an object runs that differs from the base; empty where no cluster was asked. */
export function runningLabel({ live }: ReportData, environment: string, key: string): string {
  const state = live?.find(({ name }) => name === environment)?.states.get(key);
  return state === undefined ? '' : LABELS[state];
}

/**
 * What a sync would do to a cluster besides what the comparison with the base shows: where the cluster is as the
 * base has it, both would say the same.
 */
export function besidesTheBase({ applications, states }: LiveEnvironment): ApplicationChange[] {
  return applications
    .map((application) => ({
      ...application,
      objects: application.objects.filter(({ key }) => states.get(key) !== 'as-base'),
    }))
    .filter(({ objects, unknown, change }) => objects.length > 0 || unknown || change === 'added');
}

/** One line on a cluster: what it was compared with, or why it was not. */
export function liveTitle({ name, cluster, incomparable }: LiveEnvironment): string {
  return incomparable === undefined
    ? `${name}, compared with the cluster ${cluster}`
    : `${name}, not compared with a cluster: ${incomparable}`;
}

/** What is said of a cluster in which nothing differs but what the change does, as far as it could be read. */
export function nothingBesides({ comparison }: ReportData, { name, unread }: LiveEnvironment): string {
  const changes =
    comparison?.environments.find((environment) => environment.name === name)?.applications ?? [];
  const said = changes.length > 0 ? 'nothing besides the change' : 'it runs what this tree renders';
  return unread.length === 0 ? said : `${said}, as far as it could be read`;
}
