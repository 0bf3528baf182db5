import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/checkout';
import type { MarkdownPage } from './support/markdown';
import { readPages } from './support/pages';
import { codeSpans } from './support/prose';

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');

/** What `docs/command-line.md`, which is written from the program, says of each command. */
const COMMANDS = new Map(
  read('docs/command-line.md')
    .split('\n### ')
    .slice(1)
    .map((section) => [/^\S+/.exec(section)?.[0] ?? '', section]),
);
const TARGETS = new Set(Array.from(read('Makefile').matchAll(/^([a-z0-9-]+):/gm), ([, name]) => name));

/** Everything on a page that could be typed. */
function typed({ prose, blocks }: MarkdownPage): string[] {
  const shell = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.split('\n'));
  return [...prose.flatMap(({ text }) => codeSpans(text)), ...shell.map((line) => line.replace(/ # .*/, ''))];
}

/** What is wrong with the commands of this project in a line. */
function problemsOf(line: string): string[] {
  const commands = Array.from(line.matchAll(/\bargo-bootstrap ([a-z][a-z-]*)([^|;&)<>]*)/g));
  const targets = Array.from(line.matchAll(/^make ([a-z0-9-]+)/g), ([, name = '']) => name);
  return [
    ...targets.filter((name) => !TARGETS.has(name)).map((name) => `the Makefile has no ${name}`),
    ...commands.flatMap(([, name = '', rest = '']) => {
      const section = COMMANDS.get(name);
      if (section === undefined) return [`there is no command ${name}`];
      const options = rest.match(/(?<=\s)--[a-z][a-z-]*/g) ?? [];
      return options
        .filter((option) => !section.includes(option))
        .map((option) => `${name} has no ${option}`);
    }),
  ];
}

describe('the commands of the documentation', () => {
  for (const page of readPages()) {
    it(page.path, () => {
      assert.deepEqual(typed(page).flatMap(problemsOf), []);
    });
  }

  it('are told from what is none', () => {
    assert.deepEqual(problemsOf('make tea'), ['the Makefile has no tea']);
    assert.deepEqual(problemsOf('bin/argo-bootstrap brew'), ['there is no command brew']);
    assert.deepEqual(problemsOf('bin/argo-bootstrap status --milk --json'), ['status has no --milk']);
    assert.deepEqual(problemsOf('eval "$(bin/argo-bootstrap env --env staging)"'), []);
  });
});
