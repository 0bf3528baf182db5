import * as path from 'node:path';
import { ProblemError } from '../gitops/problem';
import type { BuildPlan } from './cache';
import { downloadModule } from './go';
import { projectRoot } from './paths';
import { buildFailed } from './problems';

export interface ModuleFileOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Where Go keeps `file` of `module`, in the version that the tool is built with.
 *
 * @throws ProblemError where the module cannot be had.
 */
export async function fileInModule(
  plan: BuildPlan,
  module: string,
  file: string,
  options: ModuleFileOptions,
): Promise<string> {
  const cwd = path.join(projectRoot, plan.tool.directory);
  const { version } = plan.pin.requires(module);
  const answer = await downloadModule(`${module}@${version}`, { ...options, cwd });
  if ('message' in answer) throw new ProblemError([buildFailed(plan, options.log, answer.message)]);
  return path.join(answer.directory, file);
}
