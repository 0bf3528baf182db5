import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isOffline } from './offline';
import { directoryName, executableName, type Plugin } from './plugins';

/** True where a Pulumi home holds the official plugin. */
export async function hasOfficial(pulumiHome: string, plugin: Plugin): Promise<boolean> {
  const directory = join(pulumiHome, 'plugins', directoryName(plugin));
  return existsSync(join(directory, executableName(plugin))) && !(await isOffline(directory));
}

/** Links the plugin of the user's own Pulumi home into the project's. False where the user has none. */
export async function linkOfficial(pulumiHome: string, userHome: string, plugin: Plugin): Promise<boolean> {
  if (!(await hasOfficial(userHome, plugin))) return false;
  const [from, to] = [userHome, pulumiHome].map((home) => join(home, 'plugins', directoryName(plugin))) as [
    string,
    string,
  ];
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  // Pulumi overlooks a plugin directory that is itself a link.
  for (const name of await readdir(from)) await symlink(join(from, name), join(to, name));
  return true;
}

/** The Pulumi home of the user: $PULUMI_HOME unless that is the project's, else ~/.pulumi. */
export function userPulumiHome(pulumiHome: string): string {
  const own = process.env['PULUMI_HOME'];
  return own && own !== pulumiHome ? own : join(homedir(), '.pulumi');
}

/** Lets Pulumi download the plugin. False where that fails or takes longer than `limit` milliseconds. */
export async function downloadOfficial(options: {
  readonly pulumiHome: string;
  readonly binDirectory: string;
  readonly plugin: Plugin;
  readonly limit: number;
}): Promise<boolean> {
  const { pulumiHome, plugin } = options;
  await rm(join(pulumiHome, 'plugins', directoryName(plugin)), { recursive: true, force: true });
  const command = ['plugin', 'install', 'resource', plugin.name, `v${plugin.version}`];
  const env = { ...process.env, PULUMI_HOME: pulumiHome, PULUMI_SKIP_UPDATE_CHECK: 'true' };
  await run(join(options.binDirectory, 'pulumi'), command, env, options.limit);
  return hasOfficial(pulumiHome, plugin);
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv, limit: number): Promise<void> {
  return new Promise((resolve) => {
    // Whether it worked shows in the file system; why it didn't makes no difference here.
    execFile(file, args, { env, timeout: limit, killSignal: 'SIGKILL' }, () => resolve());
  });
}

const MEMORY_MS = 24 * 60 * 60 * 1000;

/** Remembers that the download failed, so that the next runs don't lose time over it. */
export async function rememberFailure(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(memoryFile(directory), new Date().toISOString());
}

/** Whether a download failed within the last 24 hours. */
export async function failedLately(directory: string): Promise<boolean> {
  try {
    const age = Date.now() - Date.parse(await readFile(memoryFile(directory), 'utf8'));
    return age >= 0 && age < MEMORY_MS;
  } catch {
    return false;
  }
}

function memoryFile(directory: string): string {
  return join(directory, 'provider-download-failed');
}
