import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { BuildPlan } from './cache';
import { fileInModule, type ModuleFileOptions } from './module-file';
import { projectRoot } from './paths';
import type { Companion, Tool } from './tools';

/** Copies a tool's companions from Go modules into the directory of its build. */
export async function copyCompanions(
  plan: BuildPlan,
  directory: string,
  options: ModuleFileOptions,
): Promise<void> {
  for (const companion of plan.tool.companions ?? []) {
    if ('npm' in companion.from) continue;
    const target = path.join(directory, companion.name);
    const source = await fileInModule(plan, companion.from.module, companion.file, options);
    await fs.writeFile(target, await fs.readFile(source));
    await fs.chmod(target, 0o755);
  }
}

/**
 * Where a tool's companions are, by name: those of npm packages among our own dependencies, the others
 * beside the tool. One that isn't there is left out: the tool on PATH came without it.
 */
export async function findCompanions(tool: Tool, executable: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const companion of tool.companions ?? []) {
    const file = expectedPlace(companion, executable);
    if (await fs.stat(file).catch(() => undefined)) found.set(companion.name, file);
  }
  return found;
}

function expectedPlace(companion: Companion, executable: string): string {
  if ('npm' in companion.from)
    return path.join(projectRoot, 'node_modules', companion.from.npm, companion.file);
  return path.join(path.dirname(executable), companion.name);
}
