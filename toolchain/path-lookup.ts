import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { execa } from 'execa';
import { projectRoot } from './paths';
import { tools } from './tool-table';
import type { PathRule, ToolName } from './tools';
import type { RefusedTool } from './types';
import { findVersion, formatRange, inRange } from './versions';

const probeMilliseconds = 10_000;

/** What PATH offers for one tool. */
export interface PathFinding {
  readonly found?: { readonly path: string; readonly version: string };
  readonly refused: readonly RefusedTool[];
}

/**
 * Looks for a compatible tool on PATH; the first one wins, and every one before it is listed as refused.
 * Directories below `cache` do not count: they hold our own builds.
 */
export async function findOnPath(
  name: ToolName,
  env: NodeJS.ProcessEnv,
  cache: string,
): Promise<PathFinding> {
  const rule = tools[name].onPath;
  if (!rule) return { refused: [] };
  if ('besides' in rule) return findBesides(name, rule.besides, env, cache);
  const refused: RefusedTool[] = [];
  for (const file of await executablesOnPath(name, env, cache)) {
    const version = await probeVersion(file, rule.arguments, env);
    const range = await rangeFor(file, rule);
    if (version && inRange(version, range)) return { found: { path: file, version }, refused };
    refused.push({
      path: file,
      ...(version ? { version } : {}),
      reason: reasonAgainst(version, range, rule),
    });
  }
  return { refused };
}

/** Every executable of this name on PATH, in order, each only once however many directories lead to it. */
export async function executablesOnPath(
  name: string,
  env: NodeJS.ProcessEnv,
  cache: string,
): Promise<string[]> {
  const directories = (env['PATH'] ?? '').split(path.delimiter).filter(path.isAbsolute);
  const candidates = directories
    .map((directory) => path.join(directory, name))
    .filter((file) => !file.startsWith(cache + path.sep));
  const found = new Map<string, string>();
  for (const file of candidates) {
    const real = await realExecutable(file);
    if (real && !found.has(real)) found.set(real, file);
  }
  return [...found.values()];
}

/** Asks an executable for its version; undefined where it does not answer with one in time. */
export async function probeVersion(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const result = await execa(file, args, {
    cwd: projectRoot,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: 'true' },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
    timeout: probeMilliseconds,
  });
  return result.failed ? undefined : findVersion(result.all);
}

async function findBesides(
  name: ToolName,
  main: ToolName,
  env: NodeJS.ProcessEnv,
  cache: string,
): Promise<PathFinding> {
  const { found } = await findOnPath(main, env, cache);
  const file = found && (await siblingOf(found.path, name));
  if (file) return { found: { path: file, version: found.version }, refused: [] };
  const others = await executablesOnPath(name, env, cache);
  const reason = `only used from the same directory as a compatible ${main}`;
  return { refused: others.map((other) => ({ path: other, reason })) };
}

async function rangeFor(file: string, rule: PathRule) {
  const together = rule.together;
  return together && (await siblingOf(file, together.tool)) ? together.range : rule.range;
}

function reasonAgainst(version: string | undefined, range: PathRule['range'], rule: PathRule): string {
  if (!version) return `does not answer \`${rule.arguments.join(' ')}\` with a version`;
  const together = rule.together && inRange(version, rule.together.range);
  return `needs ${formatRange(range)}${together ? ` without ${rule.together.tool} beside it` : ''}`;
}

/** The executable of another name in the same directory, before or after links are followed. */
async function siblingOf(file: string, name: string): Promise<string | undefined> {
  for (const place of [file, await fs.realpath(file)]) {
    const sibling = path.join(path.dirname(place), name);
    if (await realExecutable(sibling)) return sibling;
  }
  return undefined;
}

async function realExecutable(file: string): Promise<string | undefined> {
  try {
    await fs.access(file, constants.X_OK);
    const real = await fs.realpath(file);
    return (await fs.stat(real)).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}
