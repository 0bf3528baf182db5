import { createTwoFilesPatch } from 'diff';
import { formatLocation } from '../gitops/problem';
import type { ApplicationChange } from '../validate/diff/compare';
import { type Change, kindOf } from './change';
import type { Consequence } from './consequences';
import type { Plan } from './plan';
import type { Preview } from './preview';

const MARKS = { create: '+', edit: '~', delete: '-' } as const;
const OBJECT_MARKS = { added: '+', changed: '~', moved: '>', removed: '-' } as const;

/** What was decided, in a few lines. */
export function showDecision({ service, application, decision }: Plan): string {
  return [
    `${service} becomes Application ${application}.`,
    ...decision.reasons.map((reason) => `  ${reason}`),
  ].join('\n');
}

/** The files as a tree, each with what happens to it and why. */
export function showTree(changes: readonly Change[]): string {
  const lines: string[] = [];
  let above: string[] = [];
  for (const change of [...changes].sort((left, right) => (left.path < right.path ? -1 : 1))) {
    const parts = change.path.split('/');
    const folders = parts.slice(0, -1);
    const same = folders.findIndex((folder, index) => folder !== above[index]);
    const from = same < 0 ? folders.length : same;
    for (const [index, folder] of folders.entries())
      if (index >= from) lines.push(`${'  '.repeat(index)}  ${folder}/`);
    above = folders;
    lines.push(`${'  '.repeat(folders.length)}${MARKS[kindOf(change)]} ${parts.at(-1)}  (${change.why})`);
  }
  return lines.join('\n');
}

/** Every change as git would show it; files of charts only where they are asked for. */
export function showDiff(changes: readonly Change[]): string {
  return changes
    .map(({ path, before, after }) => {
      const [old, now] = [
        before === undefined ? '/dev/null' : `a/${path}`,
        after === undefined ? '/dev/null' : `b/${path}`,
      ];
      const [, ...lines] = createTwoFilesPatch(old, now, textOf(before), textOf(after), '', '').split('\n');
      return lines.join('\n').replace(/\t$/gm, '').trimEnd();
    })
    .join('\n');
}

function textOf(content: Buffer | undefined): string {
  const text = content?.toString('utf8') ?? '';
  return text.includes('\0') ? `(${content?.length} bytes that are no text)\n` : text;
}

/** What has to be decided by others. */
export function showGrants({ grants, granted }: Plan): string {
  if (granted !== undefined)
    return 'Everything that was asked for is granted: remove the request that is left.';
  if (!grants) return '';
  return [
    `Others decide what ${grants.file} asks for:`,
    ...grants.parts.flatMap(({ file, owners, asks }) => [
      `  ${owners.join(' or ') || 'nobody in CODEOWNERS'}, for ${file}:`,
      ...asks.map((ask) => `    ${ask}`),
    ]),
  ].join('\n');
}

/** The check's findings and the objects of each environment. */
export function showPreview({ findings, others, environments }: Preview): string {
  const refused = findings.map(({ severity, rule, where, found, fix }) => {
    const place = where ? `${formatLocation(where)}: ` : '';
    return `${severity} ${place}${found} [${rule}]\n  fix: ${fix}`;
  });
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const rest = others > 0 ? `, ${others} that were there before` : '';
  return [
    ...environments.map(({ name, applications }) =>
      [name, ...applications.flatMap(showApplication)].join('\n'),
    ),
    ...refused,
    `The check has ${errors === 0 ? 'no errors' : `${errors} errors`} about this${rest}.`,
  ].join('\n\n');
}

function showApplication({ name, change, objects }: ApplicationChange): string[] {
  return [
    `  ${OBJECT_MARKS[change]} ${name}`,
    ...objects.map((object) => `      ${OBJECT_MARKS[object.change]} ${object.name}`),
  ];
}

/** What a removal deletes, environment by environment. */
export function showConsequences(consequences: readonly Consequence[]): string {
  if (consequences.length === 0) return 'No environment has an object of it.';
  return consequences
    .map(({ environment, objects, sentence }) =>
      [`${environment}: ${sentence}`, ...objects.map((name) => `  - ${name}`)].join('\n'),
    )
    .join('\n\n');
}
