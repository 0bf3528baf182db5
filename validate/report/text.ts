import pc from 'picocolors';
import { formatLocation } from '../../gitops/problem';
import type { ApplicationChange } from '../diff/compare';
import type { MergedFinding, ValidationResult } from '../result';
import { byGravity, summaryOf } from './summary';

/** The report for a terminal: one finding a paragraph, then what was looked at. */
export function textReport(result: ValidationResult): string {
  const paragraphs = [...result.findings].sort(byGravity).map(describe);
  return [...paragraphs, ...comparison(result), closing(result)].join('\n\n');
}

function describe({ severity, rule, where, found, expected, fix, ...about }: MergedFinding): string {
  const mark = severity === 'error' ? pc.red('error') : pc.yellow('warning');
  const place = where ? `${pc.bold(formatLocation(where))}: ` : '';
  const concerned = [about.application, about.environments.join(', ')].filter(Boolean).join(' in ');
  return [
    `${mark} ${place}${found} ${pc.dim(`[${rule}]`)}`,
    `  expected: ${expected}`,
    `  fix: ${fix}`,
    ...(concerned === '' ? [] : [pc.dim(`  concerns: ${concerned}`)]),
  ].join('\n');
}

/** What the change does, an Application a line and its objects below it. */
function comparison({ comparison: compared }: ValidationResult): string[] {
  return (compared?.environments ?? []).map(({ name, applications, incomparable }) => {
    const title = pc.bold(`${name}, compared with ${compared?.base.name}`);
    if (incomparable !== undefined) return `${title}: ${incomparable}`;
    if (applications.length === 0) return `${title}: no changes`;
    return [title, ...applications.flatMap(describeChange)].join('\n');
  });
}

const MARKS = { added: '+', changed: '~', moved: '>', removed: '-' } as const;

function describeChange({ name, change, objects, unknown }: ApplicationChange): string[] {
  const note = unknown ? ' (not rendered on one side, so its changes are not known)' : '';
  return [
    `  ${MARKS[change]} ${name}${note}`,
    ...objects.map((object) => `      ${MARKS[object.change]} ${object.name}`),
  ];
}

function closing(result: ValidationResult): string {
  const { environments, applications, objects, errors, warnings } = summaryOf(result);
  const verdict = errors > 0 ? pc.red(`${errors} errors`) : pc.green('no errors');
  const looked = `${applications} Applications, ${objects} objects in ${environments.join(', ')}`;
  const work = `${result.counts.rendered} rendered, ${result.counts.cached} from the cache`;
  return `${verdict}, ${warnings} warnings: ${looked} (${work}, ${result.seconds.toFixed(1)} s)`;
}
