import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Application, type Manifest, sourcesOf } from '../gitops/manifest';
import { type GenerateContext, generateApplications } from '../validate/expand/generate';
import { generatorFiles } from '../validate/expand/generator-inputs';
import { gitIndexOf } from '../validate/tree/git-index';
import { openTree } from '../validate/tree/tree';

/** What finding a parameter file needs: everything that generating does, and a directory to work in. */
export type ParameterContext = Omit<GenerateContext, 'gitDir'> & { readonly scratch: string };

/**
 * The file whose parameters make an ApplicationSet generate an Application. Argo CD does not say which one it was, so
 * it is asked again with one file at a time, those nearest to the Application's own path first.
 *
 * @returns undefined where no single file does, as with other generators than git files.
 */
export async function parameterFileOf(
  application: Application,
  set: Manifest,
  context: ParameterContext,
): Promise<string | undefined> {
  const { name } = application.metadata;
  const path = sourcesOf(application)[0]?.path ?? '';
  for (const file of nearestFirst(generatorFiles(context.tree, set), path)) {
    const { applications } = await generateApplications(set, await alone(file, context));
    if (applications.some(({ metadata }) => metadata.name === name)) return file;
  }
  return undefined;
}

/** The context as if the repository held this one file. */
async function alone(file: string, context: ParameterContext): Promise<GenerateContext> {
  const tree = openTree(context.tree.dir, [file]);
  const directory = mkdtempSync(join(context.scratch, 'parameters-'));
  return { ...context, tree, gitDir: () => gitIndexOf(tree, directory) };
}

function nearestFirst(files: readonly string[], path: string): string[] {
  const common = (file: string) => {
    const [left, right] = [file.split('/'), path.split('/')];
    const differs = left.findIndex((part, index) => part !== right[index]);
    return differs === -1 ? left.length : differs;
  };
  return [...files].sort((left, right) => common(right) - common(left) || (left < right ? -1 : 1));
}
