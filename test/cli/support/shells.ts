import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { userCacheDirectory } from '../../../toolchain';

/** A shell that can be run, and what it needs to find its own files. */
export interface Shell {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where its package is unpacked; absent for one that is installed. */
  readonly unpacked?: string;
}

/** What each shell consists of, as Debian packs it. */
const PACKAGES = {
  zsh: { packages: ['zsh', 'zsh-common'], executable: 'bin/zsh' },
  fish: { packages: ['fish', 'fish-common', 'libpcre2-32-0'], executable: 'usr/bin/fish' },
} as const;

/**
 * The shell that is installed; otherwise its Debian package, unpacked into the user's cache, where it stays like every
 * other tool. Nothing is installed.
 */
export async function findShell(name: keyof typeof PACKAGES): Promise<Shell> {
  const installed = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((file) => existsSync(file));
  if (installed !== undefined) return { path: installed, env: {} };
  const cache = join(userCacheDirectory(), 'shells', name);
  if (!existsSync(cache)) await unpack(PACKAGES[name].packages, cache);
  return {
    path: join(cache, PACKAGES[name].executable),
    env: { LD_LIBRARY_PATH: libraries(cache) },
    unpacked: cache,
  };
}

function libraries(root: string): string {
  const below = join(root, 'usr', 'lib');
  return existsSync(below)
    ? readdirSync(below)
        .map((name) => join(below, name))
        .join(delimiter)
    : below;
}

async function unpack(packages: readonly string[], target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}-`);
  try {
    await execa('apt-get', ['download', ...packages], { cwd: work });
    const root = join(work, 'root');
    for (const file of readdirSync(work).filter((one) => one.endsWith('.deb'))) {
      await execa('dpkg-deb', ['--extract', join(work, file), root]);
    }
    // Fish looks for its settings beside the folder that its executable is in.
    if (existsSync(join(root, 'etc'))) symlinkSync('../etc', join(root, 'usr', 'etc'));
    if (!existsSync(target)) renameSync(root, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
