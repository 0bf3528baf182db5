import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rewrite } from './pin-writer';

/**
 * Writes all of the files or none: the new texts are complete beside the old ones before the first one is replaced,
 * and a replacement that fails takes the earlier ones back.
 */
export function writeTogether(root: string, rewrites: readonly Rewrite[]): void {
  const files = rewrites.map((rewrite) => ({ ...rewrite, path: join(root, rewrite.file) }));
  const staged = files.map(({ path }) => `${path}.new`);
  const replaced: (typeof files)[number][] = [];
  try {
    for (const { path, file, before, after } of files) {
      if (readFileSync(path, 'utf8') !== before) throw new Error(`${file} has been changed meanwhile`);
      writeFileSync(`${path}.new`, after, { mode: statSync(path).mode });
    }
    for (const one of files) {
      renameSync(`${one.path}.new`, one.path);
      replaced.push(one);
    }
  } catch (error) {
    for (const { path, before } of replaced) writeFileSync(path, before);
    for (const path of staged) rmSync(path, { force: true });
    throw error;
  }
}
