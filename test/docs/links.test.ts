import assert from 'node:assert/strict';
import { dirname, join, normalize } from 'node:path';
import type { MarkdownPage } from './support/markdown';
import { projectFiles, readPages } from './support/pages';
import { withoutCode } from './support/prose';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g;

/** What is wrong with one link; undefined where it leads somewhere. */
function problemOf(page: MarkdownPage, target: string, places: ReadonlySet<string>): string | undefined {
  if (/^[a-z]+:/.test(target)) return /^https:\/\/[^/]+/.test(target) ? undefined : 'is no https address';
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page.path : normalize(join(dirname(page.path), path)).replace(/\/$/, '');
  if (!places.has(file)) return `there is no ${file}`;
  if (anchor === undefined) return undefined;
  const found = pages.find(({ path: other }) => other === file);
  return found?.anchors.has(anchor) ? undefined : `${file} has no heading #${anchor}`;
}

/** Every address that a line leads to. */
function targetsOf(text: string): string[] {
  return Array.from(withoutCode(text).matchAll(LINK), ([, inner, outer]) => inner ?? outer ?? '');
}

/** The pages that a page leads to. */
function pagesBehind(path: string): string[] {
  const prose = pages.find((page) => page.path === path)?.prose ?? [];
  return prose
    .flatMap(({ text }) => targetsOf(text))
    .map((target) => normalize(join(dirname(path), target.split('#')[0] ?? '')))
    .filter((file) => file.endsWith('.md'));
}

/** Files, and every folder that holds one. */
function placesOf(files: readonly string[]): ReadonlySet<string> {
  const places = new Set(files);
  for (const file of files) {
    for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) places.add(folder);
  }
  return places;
}

const pages = readPages();
const places = placesOf(projectFiles());

describe('the links of the documentation', () => {
  for (const page of pages) {
    it(page.path, () => {
      const problems = page.prose.flatMap(({ line, text }) =>
        targetsOf(text).flatMap((target) => {
          const problem = problemOf(page, target, places);
          return problem ? [`${page.path}:${line}: ${target}: ${problem}`] : [];
        }),
      );
      assert.deepEqual(problems, []);
    });
  }

  it('lead to every page from README.md, over however many pages', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) for (const target of pagesBehind(path)) reached.add(target);
    const lost = pages.map(({ path }) => path).filter((path) => !reached.has(path));
    assert.deepEqual(lost, []);
  });
});
