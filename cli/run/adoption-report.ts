import type { AdoptionPlan } from '../../adoption';
import type { Difference } from '../../adoption/compare';
import { formatLocation } from '../../gitops/problem';
import { coloursOf } from '../support/colour';

/** What taking a release over comes to, for people. */
export function adoptionReport(plan: AdoptionPlan, written: boolean): string {
  const { release, chart, application, environment, objects, notes } = plan;
  return [
    `Release ${release.name} of namespace ${release.namespace}, revision ${release.revision}, chart ${chart.name} ${chart.version}: ${application} in ${environment}, ${objects} objects`,
    files(plan, written),
    differences('What the slice renders differs from what Helm installed', plan.fromRelease),
    differences('A sync would change what runs, or fail', plan.fromCluster),
    notes.length > 0 ? ['Good to know:', ...notes.map((note) => `  ${note}`)].join('\n') : '',
    findings(plan),
    verdict(plan, written),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function files({ changes, unchanged }: AdoptionPlan, written: boolean): string {
  const kept = unchanged.length > 0 ? `, ${unchanged.length} are there already` : '';
  if (changes.length === 0) return `Nothing is to be written${kept}.`;
  const title = written ? 'Written' : 'To be written';
  return [`${title}${kept}:`, ...changes.map(({ path, why }) => `  + ${path}  (${why})`)].join('\n');
}

function differences(title: string, list: readonly Difference[]): string {
  const { yellow } = coloursOf(process.stdout);
  return list.length === 0
    ? ''
    : [yellow(`${title}:`), ...list.flatMap(({ object, kind, diff }) => [`${kind} ${object}`, diff])].join(
        '\n',
      );
}

function findings(plan: AdoptionPlan): string {
  if (plan.findings.length === 0) return '';
  const lines = plan.findings.map(
    ({ severity, rule, where, found, fix }) =>
      `  ${severity} ${where ? `${formatLocation(where)}: ` : ''}${found} [${rule}]\n    fix: ${fix}`,
  );
  return ['The check says of it, before it can be merged:', ...lines].join('\n');
}

function verdict(
  { fromRelease, fromCluster, release, environment, application }: AdoptionPlan,
  written: boolean,
): string {
  const { bold } = coloursOf(process.stdout);
  const changesNothing = fromRelease.length + fromCluster.length === 0;
  const same = changesNothing
    ? 'Every object stays as it is: the slice renders what Helm installed, and a sync would change nothing that runs.'
    : 'Something would change. Bring the release to where it should be with Helm first, or say --accept-differences.';
  const next = [
    `Next: commit, have ${environment} sync it, and see ${application} Healthy. Then remove the record of the release, never the release:`,
    `  kubectl delete secret,configmap --namespace ${release.namespace} --selector owner=helm,name=${release.name}`,
  ].join('\n');
  return [bold(same), written ? next : 'Nothing was written.'].join('\n');
}
