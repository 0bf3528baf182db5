import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shellQuote } from '../../../gitops/shell-quote';
import { bundle, replaceFile, sourceDigest } from '../../bundle';
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

/** Digest of what the plugins are made of. */
export function pluginDigest(): Promise<string> {
  return sourceDigest(SOURCE);
}

/** The bundle of a plugin, kept for each state of its sources where there is a cache. */
function bundled(plugin: Plugin, digest: string, cache: string | undefined): Promise<string> {
  return bundle(join(SOURCE, plugin.entry), cache && join(cache, `${plugin.name}-${digest}.cjs`));
}

/** The very Node that installs it, as another one may be too old; what PATH has where that one is gone. */
function launcher(bundle: string): string {
  return `#!/bin/sh\nnode=${shellQuote(process.execPath)}\n[ -x "$node" ] || node=node\nexec "$node" "\${0%/*}/${bundle}" "$@"\n`;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}
