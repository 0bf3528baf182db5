import { formatLocation } from '../../gitops/problem';
import type { ApplicationChange, ObjectChange } from '../diff/compare';
import { relatedLines } from '../finding';
import type { MergedFinding } from '../result';
import type { ReportData } from './data';
import { besidesTheBase, liveTitle, nothingBesides, runningLabel } from './live';
import { byGravity, counted, dangerVerdict, isDanger, summaryOf } from './summary';

/** GitHub refuses comments of more characters. */
const LIMIT = 65_536;

/** Room for the line that says what was cut. */
const RESERVE = 400;

/** The report as a comment of a pull request; what does not fit is counted in its last line. */
export function markdownReport(result: ReportData): string {
  const head = `${title(result)}\n\n`;
  const blocks = [...findingBlocks(result), ...comparisonBlocks(result), ...liveBlocks(result)];
  const kept = fitting(blocks, LIMIT - RESERVE - head.length);
  const texts = blocks.filter((block) => kept.has(block)).map(({ text }) => text);
  return `${head}${texts.join('\n')}\n${notice(blocks.filter((block) => !kept.has(block)))}`;
}

const KINDS = ['finding', 'heading', 'Application', 'unread object'] as const;

interface Block {
  readonly kind: (typeof KINDS)[number];
  readonly text: string;
  /** The heading without which nobody could tell what the block is about. */
  readonly below?: Block;
}

/** The blocks for which there is room, the first ones first. */
function fitting(blocks: readonly Block[], room: number): Set<Block> {
  const kept = new Set<Block>();
  let left = room;
  for (const block of blocks) {
    const length = block.text.length + 1;
    if (length > left || (block.below && !kept.has(block.below))) continue;
    kept.add(block);
    left -= length;
  }
  return kept;
}

function notice(cut: readonly Block[]): string {
  if (cut.length === 0) return '';
  const parts = KINDS.flatMap((kind) => {
    const count = cut.filter((block) => block.kind === kind).length;
    return count === 0 ? [] : [counted(count, kind)];
  });
  const listed = [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(' and ');
  return `\n> Cut to fit a comment: ${listed}. The complete report is in the job's artifacts, or by \`argo-bootstrap validate\`.\n`;
}

function title(result: ReportData): string {
  const { environments, applications, objects, errors, warnings } = summaryOf(result);
  const danger = dangerVerdict(result);
  const verdict = [
    ...(danger === '' ? [] : [`${danger === 'nothing dangerous' ? '' : '🛑 '}${danger}`]),
    errors > 0 ? `❌ ${counted(errors, 'error')}` : '✅ no errors',
    counted(warnings, 'warning'),
  ].join(', ');
  const base = result.comparison ? `, compared with \`${code(result.comparison.base.name)}\`` : '';
  return `### argo-bootstrap validate: ${verdict}\n\n${counted(applications, 'Application')} and ${counted(objects, 'object')} in ${environments.join(', ')}${base}.`;
}

function findingBlocks({ findings }: ReportData): Block[] {
  return [...findings].sort(byGravity).map((finding) => ({ kind: 'finding', text: findingText(finding) }));
}

function findingText(finding: MergedFinding): string {
  const { severity, rule, where, found, expected, fix, environments } = finding;
  const place = where ? `\`${code(formatLocation(where))}\` ` : '';
  const mark = isDanger(finding) ? '🛑' : severity === 'error' ? '❌' : '⚠️';
  const concerned = environments.length > 0 ? ` (${environments.join(', ')})` : '';
  const lines = [`expected: ${expected}`, `fix: ${fix}`, ...relatedLines(finding)].map(prose);
  return `- ${mark} ${place}**${prose(found)}** \`${rule}\`${concerned}<br>${lines.join('<br>')}`;
}

function comparisonBlocks(result: ReportData): Block[] {
  return (result.comparison?.environments ?? []).flatMap(({ name, applications, incomparable }) => {
    const said = incomparable ?? (applications.length === 0 ? 'no changes' : changeCounts(applications));
    const running = (key: string) => runningLabel(result, name, key);
    return section(`${name}: ${said}`, applications, running);
  });
}

function liveBlocks(result: ReportData): Block[] {
  return (result.live ?? []).flatMap((environment) => {
    const { incomparable, unread } = environment;
    if (incomparable !== undefined) return section(liveTitle(environment), [], () => '');
    const applications = besidesTheBase(environment);
    const said = applications.length === 0 ? nothingBesides(result, environment) : changeCounts(applications);
    const blocks = section(`${liveTitle(environment)}: ${said}`, applications, () => '');
    const [below] = blocks;
    const lines = unread.map((line): Block => {
      return { kind: 'unread object', text: `- could not be read: ${prose(line)}`, ...(below && { below }) };
    });
    return [...blocks, ...lines];
  });
}

function section(
  title: string,
  applications: readonly ApplicationChange[],
  running: (key: string) => string,
): Block[] {
  const below: Block = { kind: 'heading', text: `\n#### ${prose(title)}` };
  const blocks = applications.map(
    (application): Block => ({ kind: 'Application', text: applicationText(application, running), below }),
  );
  return [below, ...blocks];
}

/** `2 Applications, 3 objects added, 1 moved, and 1 Application not known`. */
function changeCounts(applications: readonly ApplicationChange[]): string {
  const objects = applications.flatMap((application) => application.objects);
  const counts = (['added', 'changed', 'moved', 'removed'] as const).flatMap((change) => {
    const count = objects.filter((object) => object.change === change).length;
    return count === 0 ? [] : [{ count, change }];
  });
  const told = counts.map(({ count, change }, index) =>
    index === 0 ? `${counted(count, 'object')} ${change}` : `${count} ${change}`,
  );
  const unknown = applications.filter((application) => application.unknown).length;
  const rest = unknown === 0 ? [] : [`and ${counted(unknown, 'Application')} not known`];
  return [counted(applications.length, 'Application'), ...told, ...rest].join(', ');
}

function applicationText(
  { name, change, objects, unknown }: ApplicationChange,
  running: (key: string) => string,
): string {
  const said = unknown
    ? 'not rendered on one side, so that its changes are not known, nor those of what it deploys'
    : counted(objects.length, 'object');
  const summary = `<summary>${change} <b>${prose(name)}</b>: ${said}</summary>`;
  return `<details>${summary}\n\n${objects.map((object) => objectText(object, running(object.key))).join('\n')}\n</details>`;
}

function objectText({ name, change, diff, movedFrom }: ObjectChange, running: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...diff.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  const from = movedFrom === undefined ? '' : ` from ${prose(movedFrom)}`;
  const state = running === '' ? '' : ` (${running})`;
  return `${change} ${prose(name)}${from}${state}\n${fence}diff\n${diff}\n${fence}`;
}

/** Text that came from the tree must not become markup: a name is free to hold any sign. */
function prose(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/([\\`*_[\]|~])/g, '\\$1')
      // The space without width stands as a reference, which has such a sign itself: one pass for both.
      .replace(/@(?=\w)|#(?=\d)/g, '$&&#8203;')
  );
}

function code(text: string): string {
  return text.replace(/[`\s]+/g, ' ');
}
