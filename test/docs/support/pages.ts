import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../support/checkout';
import { type MarkdownPage, parseMarkdown } from './markdown';

const NOT_PROSE = 'test/fixtures/';

/** Every file that git has or would take in, relative to the checkout. */
export function projectFiles(): string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const output = execFileSync('git', list, { cwd: PROJECT_ROOT, encoding: 'utf8' });
  return output.split('\0').filter((file) => file !== '' && existsSync(join(PROJECT_ROOT, file)));
}

/** One page of the project, by its path relative to the checkout. */
export function readPage(path: string): MarkdownPage {
  return parseMarkdown(path, readFileSync(join(PROJECT_ROOT, path), 'utf8'));
}

/** Every page of the project. */
export function readPages(): MarkdownPage[] {
  return projectFiles()
    .filter((file) => file.endsWith('.md') && !file.startsWith(NOT_PROSE))
    .map(readPage);
}
