import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { reference } from './reference';

/** The page that ends with the reference. */
export const REFERENCE_FILE = 'docs/command-line.md';

const MARK = '<!-- What follows is written by `npm run reference`, from the program. -->\n';

/** The page as it should be: what people wrote, then the reference of the program. */
export function withReference(root: string, program: Command): string {
  const text = readFileSync(join(root, REFERENCE_FILE), 'utf8');
  const [written = ''] = text.split(MARK);
  return `${written}${MARK}\n${reference(program)}`;
}
