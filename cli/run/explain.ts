import { resolve } from 'node:path';
import { type Explanation, explain, type Presence } from '../../explain';
import { formatLocation } from '../../gitops/problem';
import { visibleData, visibleJson } from '../../gitops/visible';
import { coloursOf } from '../support/colour';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { withProgress } from '../support/progress';

/** Tells where an Application comes from. Returns the exit code. */
export async function explainApplication(
  name: string,
  { root, json }: { root: string; json?: boolean },
): Promise<number> {
  const explanation = await withProgress((toolProgress) =>
    explain(name, { root: resolve(root), signal: interrupted, toolProgress }),
  );
  console.log(json ? visibleJson(explanation) : format(visibleData(explanation)));
  return ExitCode.ok;
}

/** One screen: an environment a paragraph. */
function format({ name, environments, absentFrom }: Explanation): string {
  const { bold, dim } = coloursOf(process.stdout);
  const paragraphs = environments.map((presence) =>
    [
      `${bold(presence.environment)}: layer ${presence.layer}, wave ${presence.wave}, project ${presence.project}`,
      ...rows(presence).map(([title, text]) => `  ${dim(title.padEnd(TITLE_WIDTH))}${text}`),
    ].join('\n'),
  );
  const absent = absentFrom.length > 0 ? [`not in ${absentFrom.join(', ')}`] : [];
  return [bold(name), ...paragraphs, ...absent].join('\n\n');
}

const TITLE_WIDTH = 14;

function rows({ declared, generator, destination, sources, ...presence }: Presence): [string, string][] {
  const set = generator ? ` (ApplicationSet ${generator.applicationSet})` : '';
  return [
    ...optional('declared in', declared && `${formatLocation(declared)}${set}`),
    ...optional('parameters', generator?.parameters),
    ...optional('deployed by', presence.deployedBy),
    ...sources.flatMap(({ repository, revision, path, chart, rendering, values }): [string, string][] => [
      ['repository', `${repository} at ${revision}`],
      [chart === undefined ? 'path' : 'chart', `${chart ?? path ?? '.'} (${rendering})`],
      ...values.map((file, index): [string, string] => [index === 0 ? 'values' : '', file]),
    ]),
    ['destination', `${destination.cluster}, namespace ${destination.namespace}`],
    ...presence.failures.map((message): [string, string] => ['not rendered', message]),
  ];
}

function optional(title: string, text: string | undefined): [string, string][] {
  return text === undefined ? [] : [[title, text]];
}
