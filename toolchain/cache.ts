import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { projectRoot } from './paths';
import { type Pin, readPin } from './pins';
import { tools } from './tool-table';
import type { Tool, ToolName } from './tools';
import { compareVersions } from './versions';

/** Everything that decides what a build of one tool gives. */
export interface BuildPlan {
  readonly name: ToolName;
  readonly tool: Tool;
  readonly pin: Pin;
  /** Arguments of `go build`, without the output and the package. */
  readonly flags: readonly string[];
  /** Directory in the cache for all versions of this tool. */
  readonly home: string;
  /** Begins the directory name of this version, whichever Go builds it. */
  readonly prefix: string;
}

/** Plans a tool: reads its pin and digests its inputs (go.mod, go.sum, sources of our own, flags, platform). */
export async function planBuild(name: ToolName, cache: string): Promise<BuildPlan> {
  const tool = tools[name];
  const pin = readPin(tool);
  const flags = buildFlags(tool, pin);
  const digest = createHash('sha256').update(
    JSON.stringify([process.platform, process.arch, tool.package, flags, ...(tool.rewrites ?? [])]),
  );
  for (const file of await inputFiles(tool))
    digest.update(`\0${file}\0`).update(await fs.readFile(inputPath(tool, file)));
  const prefix = `${pin.version}-${digest.digest('hex').slice(0, 12)}`;
  return { name, tool, pin, flags, home: path.join(cache, 'tools', name), prefix };
}

/** Directory that a build by this Go fills. */
export function buildTarget(plan: BuildPlan, go: string): string {
  return path.join(plan.home, `${plan.prefix}-go${go}`);
}

/**
 * Directory of an earlier build, undefined where there is none. A directory has its final name only once
 * it is complete. Without a Go that could build it again, the build of any Go will do.
 */
export async function findCached(plan: BuildPlan, go: string | undefined): Promise<string | undefined> {
  if (canBuild(plan, go)) {
    const target = buildTarget(plan, go);
    return (await exists(path.join(target, plan.name))) ? target : undefined;
  }
  const names = await fs.readdir(plan.home).catch(() => []);
  const latest = names
    .filter((name) => name.startsWith(`${plan.prefix}-go`))
    .sort()
    .at(-1);
  return latest && path.join(plan.home, latest);
}

/** Whether this Go, if there is one, is new enough for the tool. */
export function canBuild(plan: BuildPlan, go: string | undefined): go is string {
  return go !== undefined && compareVersions(go, plan.pin.go) >= 0;
}

function buildFlags(tool: Tool, pin: Pin): string[] {
  const variables = Object.entries(tool.variables?.(pin) ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  return ['-trimpath', '-buildvcs=false', '-ldflags', ['-s -w', ...variables].join(' ')];
}

async function inputFiles(tool: Tool): Promise<string[]> {
  if (tool.package !== '.') return ['go.mod', 'go.sum'];
  const files = await fs.readdir(path.join(projectRoot, tool.directory), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'));
  return ['go.mod', 'go.sum', ...sources.sort()];
}

function inputPath(tool: Tool, file: string): string {
  return path.join(projectRoot, tool.directory, file);
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
