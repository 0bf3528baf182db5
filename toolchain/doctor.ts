import * as path from 'node:path';
import { type BuildPlan, canBuild, findCached, planBuild } from './cache';
import { goVersion } from './go';
import { findOnPath } from './path-lookup';
import { userCacheDirectory } from './paths';
import { diagnosePrerequisites } from './prerequisites';
import { minimumGo } from './problems';
import type { Tool } from './tools';
import { toolNames } from './tools';
import type { ToolReport } from './types';
import { formatRange } from './versions';

export { formatDoctor } from './doctor-table';

/**
 * Reports on every prerequisite and every tool: where it was found, its version, why another was refused.
 * Builds nothing, downloads nothing and writes nothing.
 */
export async function diagnose(env: NodeJS.ProcessEnv = process.env): Promise<ToolReport[]> {
  const cache = userCacheDirectory(env);
  const plans = await Promise.all(toolNames.map((name) => planBuild(name, cache)));
  const go = await goVersion(env);
  const [prerequisites, tools] = await Promise.all([
    diagnosePrerequisites(env, cache, minimumGo(plans)),
    Promise.all(plans.map((plan) => diagnoseTool(plan, go, env, cache))),
  ]);
  return [...prerequisites, ...tools];
}

async function diagnoseTool(
  plan: BuildPlan,
  go: string | undefined,
  env: NodeJS.ProcessEnv,
  cache: string,
): Promise<ToolReport> {
  const { found, refused } = await findOnPath(plan.name, env, cache);
  const report = { name: plan.name, kind: 'tool', wanted: wantedOf(plan), refused } as const;
  if (found) return { ...report, source: 'path', ...found };
  const directory = await findCached(plan, go);
  if (directory) {
    return { ...report, source: 'cache', path: path.join(directory, plan.name), version: plan.pin.version };
  }
  return canBuild(plan, go)
    ? { ...report, source: 'build' }
    : { ...report, source: 'missing', fix: fixFor(plan) };
}

function wantedOf({ tool, pin }: BuildPlan): string {
  const rule: Tool['onPath'] = tool.onPath;
  if (!rule) return `${pin.version}, built here`;
  return 'range' in rule ? formatRange(rule.range) : `${pin.version}, or the one beside ${rule.besides}`;
}

function fixFor({ tool, pin }: BuildPlan): string {
  return `install Go >= ${pin.go}${tool.download ? `, or take ${pin.version} from ${tool.download}` : ''}`;
}
