import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const LOCK_FILE = join(__dirname, '..', 'package-lock.json');

/** Digest of everything that a bundle is made of: sources below `directory`, the way of bundling, and the packages. */
export async function sourceDigest(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const names = await readdir(directory, { recursive: true });
  for (const name of names.filter((file) => file.endsWith('.ts')).sort()) {
    hash.update(`${name}\0`).update(await readFile(join(directory, name)));
  }
  for (const file of [__filename, LOCK_FILE]) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

/**
 * One CommonJS file with everything that a program of ours needs, for `node` to run without a loader. It starts sooner
 * than its sources do, and holds less in memory. Bundled once in a process.
 *
 * @param entry path of its TypeScript
 * @param kept file in which it is kept for other processes, named after the digest of its sources
 */
export function bundle(entry: string, kept?: string): Promise<string> {
  const text = bundles.get(entry) ?? (kept === undefined ? build(entry) : keptBundle(entry, kept));
  bundles.set(entry, text);
  return text;
}

/** What this process has bundled: its sources don't change while it runs. */
const bundles = new Map<string, Promise<string>>();

async function keptBundle(entry: string, kept: string): Promise<string> {
  const known = await readFile(kept, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const text = await build(entry);
  await mkdir(dirname(kept), { recursive: true });
  await replaceFile(kept, text, 0o644);
  return text;
}

/** Two runs at once must not see half a file. */
export async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, content, { mode });
  await rename(temporary, path);
}

async function build(entry: string): Promise<string> {
  const esbuild = await import('esbuild');
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}
