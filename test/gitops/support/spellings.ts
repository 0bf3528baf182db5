import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const row = z.union([
  z.strictObject({ url: z.string(), permitted: z.boolean() }),
  z.strictObject({
    before: z.string(),
    repeat: z.string(),
    times: z.number(),
    after: z.string(),
    permitted: z.boolean(),
  }),
]);

const table = z.strictObject({ listed: z.array(z.string()), spellings: z.array(row) });

const FILE = join(__dirname, '..', '..', 'fixtures', 'repository-urls.yaml');
const { listed, spellings } = table.parse(parse(readFileSync(FILE, 'utf8')));

/** The `sourceRepos` that the spellings are judged against. */
export const LISTED: readonly string[] = listed;

/** Every spelling, and whether Argo CD permits it. */
export const SPELLINGS: readonly { readonly url: string; readonly permitted: boolean }[] = spellings.map(
  (entry) =>
    'url' in entry
      ? entry
      : { url: entry.before + entry.repeat.repeat(entry.times) + entry.after, permitted: entry.permitted },
);

/** A spelling as a test's title shows it. */
export function title(url: string): string {
  const shown = JSON.stringify(url);
  return shown.length > 80 ? `${shown.slice(0, 70)}… (${url.length} characters)` : shown;
}
