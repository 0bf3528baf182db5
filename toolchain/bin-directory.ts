import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { userCacheDirectory } from './paths';
import { explainCacheErrors } from './problems';
import type { ToolName } from './tools';
import type { ResolvedTool } from './types';

/**
 * A directory that offers exactly these tools, their aliases and companions: one entry for PATH. The
 * same tools always give the same directory.
 *
 * @throws ProblemError where the cache cannot be written.
 */
export async function binDirectory(
  tools: ReadonlyMap<ToolName, ResolvedTool>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const cache = userCacheDirectory(env);
  const links = [...tools.values()].flatMap(linksOf).sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256').update(JSON.stringify(links)).digest('hex').slice(0, 16);
  const target = path.join(cache, 'bin', digest);
  if (!(await isDirectory(target))) await explainCacheErrors(cache, () => createLinks(target, links));
  return target;
}

type Link = readonly [name: string, file: string];

function linksOf(tool: ResolvedTool): Link[] {
  const names = [tool.name, ...tool.aliases];
  return [...names.map((name): Link => [name, tool.path]), ...tool.companions];
}

/** Fills a directory of another name first, so that the right name only ever stands for a complete one. */
async function createLinks(target: string, links: readonly Link[]): Promise<void> {
  await fs.mkdir(path.dirname(target), { recursive: true });
  const temporary = await fs.mkdtemp(`${target}.`);
  try {
    for (const [name, file] of links) await fs.symlink(file, path.join(temporary, name));
    await fs.chmod(temporary, 0o755);
    await fs.rename(temporary, target);
  } catch (error) {
    if (!(await isDirectory(target))) throw error;
  } finally {
    await fs.rm(temporary, { recursive: true, force: true });
  }
}

async function isDirectory(file: string): Promise<boolean> {
  const stats = await fs.stat(file).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}
