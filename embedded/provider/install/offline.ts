import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shellQuote } from '../../../gitops/shell-quote';
import { bundle } from '../../bundle';
import { directoryName, executableName, type Plugin } from './plugins';

const SOURCE = dirname(__dirname);
const BUNDLE = /^offline-[0-9a-f]{16}\.cjs$/;

/** True where a plugin's directory holds ours rather than the official one. */
export async function isOffline(directory: string): Promise<boolean> {
  return (await namesIn(directory)).some((name) => BUNDLE.test(name));
}

/** Installs our own plugin into a Pulumi home: one bundled file and a launcher. Bundles anew after a change. */
export async function installOffline(
  { pulumiHome, cache }: { readonly pulumiHome: string; readonly cache?: string },
  plugin: Plugin,
  digest: string,
): Promise<void> {
  const directory = join(pulumiHome, 'plugins', directoryName(plugin));
  const name = `offline-${digest}.cjs`;
  if (existsSync(join(directory, name)) && existsSync(join(directory, executableName(plugin)))) return;
  await mkdir(directory, { recursive: true });
  await replaceFile(join(directory, name), await bundled(plugin, digest, cache), 0o644);
  await replaceFile(join(directory, executableName(plugin)), launcher(name), 0o755);
  const stale = (await namesIn(directory)).filter((other) => BUNDLE.test(other) && other !== name);
  await Promise.all(stale.map((other) => rm(join(directory, other), { force: true })));
}

/** Digest of everything that a bundle is made of: our sources, how they are bundled, and the lock file for the packages. */
export async function sourceDigest(): Promise<string> {
  const hash = createHash('sha256');
  const names = await readdir(SOURCE, { recursive: true });
  for (const name of names.filter((file) => file.endsWith('.ts')).sort()) {
    hash.update(`${name}\0`).update(await readFile(join(SOURCE, name)));
  }
  for (const file of ['bundle.ts', '../package-lock.json']) {
    hash.update(await readFile(join(SOURCE, '..', file)));
  }
  return hash.digest('hex').slice(0, 16);
}

const bundles = new Map<string, Promise<string>>();

/** The bundle of a plugin, made once in a process, and once for each state of its sources where there is a cache. */
function bundled(plugin: Plugin, digest: string, cache: string | undefined): Promise<string> {
  const made =
    bundles.get(plugin.entry) ?? (cache ? cachedBundle(plugin, digest, cache) : bundle(entryOf(plugin)));
  bundles.set(plugin.entry, made);
  return made;
}

async function cachedBundle(plugin: Plugin, digest: string, cache: string): Promise<string> {
  const file = join(cache, `${plugin.name}-${digest}.cjs`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const made = await bundle(entryOf(plugin));
  await mkdir(cache, { recursive: true });
  await replaceFile(file, made, 0o644);
  return made;
}

const entryOf = (plugin: Plugin) => join(SOURCE, plugin.entry);

/** The very Node that installs it, as another one may be too old; what PATH has where that one is gone. */
function launcher(bundle: string): string {
  return `#!/bin/sh\nnode=${shellQuote(process.execPath)}\n[ -x "$node" ] || node=node\nexec "$node" "\${0%/*}/${bundle}" "$@"\n`;
}

/** Two runs at once must not see half a file. */
async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, content, { mode });
  await rename(temporary, path);
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}
