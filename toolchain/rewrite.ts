import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { execa } from 'execa';
import { ProblemError } from '../gitops/problem';
import type { BuildPlan } from './cache';
import { fileInModule, type ModuleFileOptions } from './module-file';
import { projectRoot } from './paths';
import { buildFailed } from './problems';
import type { Rewrite } from './tools';

/**
 * Copies the modules that a tool's rewrites touch to `directory`, with the rewritten text, and returns the
 * arguments that make Go build from the copies; none where the tool is built as it is. Go's own `-overlay`
 * would do, but refuses files of its module cache.
 *
 * @throws ProblemError where a text to replace is not there just once: the pinned version has moved on.
 */
export async function rewriteFlags(
  plan: BuildPlan,
  directory: string,
  options: ModuleFileOptions,
): Promise<string[]> {
  const rewrites = plan.tool.rewrites ?? [];
  if (rewrites.length === 0) return [];
  const replacements: string[] = [];
  for (const [index, rewrite] of rewrites.entries()) {
    const copy = path.join(directory, `module-${index}`);
    await copyModule(await fileInModule(plan, rewrite.module, '.', options), copy);
    await rewriteFile(plan, rewrite, copy, options.log);
    replacements.push(`replace ${rewrite.module} => ${copy}`);
  }
  return ['-modfile', await writeModuleFile(plan, directory, replacements)];
}

/** Go keeps modules without leave to write, which the copy needs, and its removal too. */
async function copyModule(source: string, copy: string): Promise<void> {
  await fs.cp(source, copy, { recursive: true });
  await execa('chmod', ['-R', 'u+w', copy]);
}

async function writeModuleFile(
  plan: BuildPlan,
  directory: string,
  replacements: readonly string[],
): Promise<string> {
  const own = path.join(projectRoot, plan.tool.directory);
  const file = path.join(directory, 'go.mod');
  await fs.writeFile(
    file,
    [await fs.readFile(path.join(own, 'go.mod'), 'utf8'), ...replacements, ''].join('\n'),
  );
  await fs.copyFile(path.join(own, 'go.sum'), path.join(directory, 'go.sum'));
  return file;
}

async function rewriteFile(plan: BuildPlan, rewrite: Rewrite, copy: string, log: string): Promise<void> {
  const { file, from, to } = rewrite;
  const target = path.join(copy, file);
  const parts = (await fs.readFile(target, 'utf8')).split(from);
  if (parts.length === 2) return fs.writeFile(target, parts.join(to));
  const message = `${file} holds ${from} ${parts.length - 1} times, not once: toolchain/tool-table.ts rewrites it`;
  throw new ProblemError([buildFailed(plan, log, message)]);
}
