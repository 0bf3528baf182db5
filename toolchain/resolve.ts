import * as path from 'node:path';
import { throwIfAny } from '../gitops/problem';
import { buildTool } from './build';
import { type BuildPlan, canBuild, findCached, planBuild } from './cache';
import { findCompanions } from './companions';
import { goVersion } from './go';
import { type LockOwner, withLock } from './lock';
import { findOnPath } from './path-lookup';
import { userCacheDirectory } from './paths';
import { cannotBuild, displayPath, explainCacheErrors, type MissingTool } from './problems';
import { type Reporter, startReporting } from './reporting';
import { tools } from './tool-table';
import { type ToolName, toolNames } from './tools';
import type { ResolvedTool, ResolveOptions, ToolSource } from './types';

/** What all steps of one call share. */
interface Run {
  readonly env: NodeJS.ProcessEnv;
  readonly cache: string;
  readonly go: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly report: Reporter;
}

/**
 * Finds or builds the named tools: a compatible one on PATH first, then the cache, then a build, one
 * after the other (Go itself uses every processor).
 *
 * @throws ProblemError that names every tool that cannot be had, with its remedies; the signal's reason
 *   when aborted.
 */
export async function resolveTools(
  names: readonly ToolName[],
  options: ResolveOptions = {},
): Promise<ReadonlyMap<ToolName, ResolvedTool>> {
  const wanted = toolNames.filter((name) => names.includes(name));
  const env = options.env ?? process.env;
  const run: Run = {
    env,
    cache: userCacheDirectory(env),
    go: await goVersion(env),
    signal: options.signal,
    report: startReporting(wanted.length, options.progress),
  };
  const searched = await Promise.all(wanted.map((name) => search(name, run)));
  const missing = searched.filter((result) => 'plan' in result);
  throwIfAny(unbuildable(missing, run.go));
  const resolved = searched.filter((result) => 'source' in result);
  for (const { plan } of missing) resolved.push(await build(plan, run));
  return new Map(resolved.map((tool) => [tool.name, tool]));
}

/** Looks on PATH and in the cache. */
async function search(name: ToolName, run: Run): Promise<ResolvedTool | MissingTool> {
  const finding = await findOnPath(name, run.env, run.cache);
  if (finding.found) {
    run.report(name, 'found', finding.found.path);
    return describe(name, finding.found.version, 'path', finding.found.path);
  }
  const plan = await planBuild(name, run.cache);
  const directory = await findCached(plan, run.go);
  if (!directory) return { plan, finding };
  run.report(name, 'cached');
  return describe(name, plan.pin.version, 'cache', path.join(directory, name));
}

function unbuildable(missing: readonly MissingTool[], go: string | undefined) {
  const without = missing.filter(({ plan }) => !canBuild(plan, go));
  return without.length > 0 ? [cannotBuild(without, go)] : [];
}

/** Builds under the tool's lock; another process that holds it may have built the tool meanwhile. */
async function build(plan: BuildPlan, run: Run): Promise<ResolvedTool> {
  const onWait = (owner: LockOwner | undefined) => run.report(plan.name, 'waiting', waitingFor(owner));
  try {
    return await explainCacheErrors(run.cache, () =>
      withLock(lockOf(plan, run), { signal: run.signal, onWait }, () => buildLocked(plan, run)),
    );
  } catch (error) {
    if (!run.signal?.aborted) run.report(plan.name, 'failed');
    throw error;
  }
}

async function buildLocked(plan: BuildPlan, run: Run): Promise<ResolvedTool> {
  const directory = await findCached(plan, run.go);
  if (directory) {
    run.report(plan.name, 'cached');
    return describe(plan.name, plan.pin.version, 'cache', path.join(directory, plan.name));
  }
  const log = path.join(run.cache, 'logs', `${plan.name}.log`);
  run.report(plan.name, 'building', `log: ${displayPath(log)}`);
  const built = await buildTool(plan, { go: run.go ?? '', env: run.env, log, signal: run.signal });
  run.report(plan.name, 'built');
  return describe(plan.name, plan.pin.version, 'built', path.join(built, plan.name));
}

function lockOf(plan: BuildPlan, run: Run): string {
  return path.join(run.cache, 'locks', `${plan.name}.lock`);
}

function waitingFor(owner: LockOwner | undefined): string {
  return owner ? `process ${owner.pid} on ${owner.host} builds it` : 'another process builds it';
}

async function describe(
  name: ToolName,
  version: string,
  source: ToolSource,
  file: string,
): Promise<ResolvedTool> {
  const tool = tools[name];
  const companions = await findCompanions(tool, file);
  return { name, version, source, path: file, aliases: tool.aliases ?? [], companions };
}
