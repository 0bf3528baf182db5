import pc from 'picocolors';
import { formatLocation } from '../../gitops/problem';
import type { ApplicationChange } from '../diff/compare';
import { relatedLines } from '../finding';
import type { MergedFinding } from '../result';
import type { ReportData } from './data';
import { besidesTheBase, liveTitle, nothingBesides, runningLabel } from './live';
import { byGravity, counted, dangerVerdict, summaryOf } from './summary';

/** How parts of the report are set off. */
export type Colours = Pick<ReturnType<typeof pc.createColors>, 'bold' | 'dim' | 'green' | 'red' | 'yellow'>;

/** No colours, whatever the environment says: a build server's job promises some for what is no terminal. */
export const PLAIN: Colours = pc.createColors(false);

/** The report for people: one finding a paragraph, then what was looked at. */
export function textReport(result: ReportData, colours: Colours): string {
  const paragraphs = [...result.findings].sort(byGravity).map((one) => describe(one, colours));
  const compared = [...comparison(result, colours), ...live(result, colours)];
  return [...paragraphs, ...compared, closing(result, colours)].join('\n\n');
}

function describe(
  { severity, rule, where, found, expected, fix, ...about }: MergedFinding,
  { bold, dim, red, yellow }: Colours,
): string {
  const mark = severity === 'error' ? red('error') : yellow('warning');
  const place = where ? `${bold(formatLocation(where))}: ` : '';
  const concerned = [about.application, about.environments.join(', ')].filter(Boolean).join(' in ');
  return [
    `${mark} ${place}${indented(found)} ${dim(`[${rule}]`)}`,
    `  expected: ${indented(expected)}`,
    `  fix: ${indented(fix)}`,
    ...(concerned === '' ? [] : [dim(`  concerns: ${concerned}`)]),
    ...relatedLines(about).map((line) => dim(`  ${line}`)),
  ].join('\n');
}

/** Lines of a tool's message go below its first one, where none of them looks like a line of the report. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n    ');
}

/** What the change does, an Application a line and its objects below it. */
function comparison(result: ReportData, { bold }: Colours): string[] {
  const { comparison: compared } = result;
  return (compared?.environments ?? []).map(({ name, applications, incomparable }) => {
    const title = bold(`${name}, compared with ${compared?.base.name}`);
    if (incomparable !== undefined) return `${title}: ${indented(incomparable)}`;
    if (applications.length === 0) return `${title}: no changes`;
    const running = (key: string) => runningLabel(result, name, key);
    return [title, ...applications.flatMap((one) => describeChange(one, running))].join('\n');
  });
}

/** What runs otherwise than the tree has it, besides what the change does. */
function live(result: ReportData, { bold }: Colours): string[] {
  return (result.live ?? []).map((environment) => {
    const title = bold(indented(liveTitle(environment)));
    const applications = besidesTheBase(environment);
    const unread = environment.unread.map((line) => `  could not be read: ${indented(line)}`);
    if (environment.incomparable !== undefined) return title;
    if (applications.length + unread.length === 0) return `${title}: ${nothingBesides(result, environment)}`;
    return [title, ...applications.flatMap((one) => describeChange(one, () => '')), ...unread].join('\n');
  });
}

const MARKS = { added: '+', changed: '~', moved: '>', removed: '-' } as const;

function describeChange(
  { name, change, objects, unknown }: ApplicationChange,
  running: (key: string) => string,
): string[] {
  const note = unknown
    ? ' (not rendered on one side, so that its changes are not known, nor those of what it deploys)'
    : '';
  return [
    `  ${MARKS[change]} ${name}${note}`,
    ...objects.map((object) => {
      const state = running(object.key);
      return `      ${MARKS[object.change]} ${object.name}${state && ` (${state})`}`;
    }),
  ];
}

function closing(result: ReportData, { green, red }: Colours): string {
  const { environments, applications, objects, errors, warnings } = summaryOf(result);
  const danger = dangerVerdict(result);
  const verdict = [
    ...(danger === '' ? [] : [danger === 'nothing dangerous' ? danger : red(danger)]),
    errors > 0 ? red(counted(errors, 'error')) : green('no errors'),
    counted(warnings, 'warning'),
  ].join(', ');
  const looked = `${counted(applications, 'Application')}, ${counted(objects, 'object')} in ${environments.join(', ')}`;
  const work = `${result.counts.rendered} rendered, ${result.counts.cached} from the cache`;
  return `${verdict}: ${looked} (${work}, ${result.seconds.toFixed(1)} s)`;
}
