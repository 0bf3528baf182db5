import { posix } from 'node:path';
import type { EvaluatedEnvironment } from '../environment';
import type { EnvironmentModel } from '../expand/model';
import type { Finding } from '../finding';
import { LAYERS, LAYOUT } from '../layout';
import type { Tree } from '../tree/tree';
import { isIncomplete } from './incomplete';

const FOLDERS = LAYERS.map((layer) => `${LAYOUT.gitops}/${layer}`);

/** Files of which any one makes a folder a slice, or a chart that slices share. */
const MARKS = ['application.yaml', 'helmfile.yaml.gotmpl', 'helmfile.yaml', 'Chart.yaml'];

/**
 * Slices from which no Application is rendered, in any environment: most often one whose line in the layer's
 * kustomization was forgotten. Nothing is said unless every environment of the tree was rendered as a whole: what is
 * not known may lead to them.
 *
 * @param all The environments of the tree.
 */
export function unreachedSlices(
  tree: Tree,
  all: readonly string[],
  environments: readonly EvaluatedEnvironment[],
): Omit<Finding, 'environment'>[] {
  const models = environments.flatMap(({ model }) => (model && isWhole(model) ? [model] : []));
  if (models.length < all.length) return [];
  const reached = reachedFolders(models);
  return [...slices(tree)].filter(([folder]) => !reached.has(folder)).map(([, mark]) => unreached(mark));
}

function isWhole(model: EnvironmentModel): boolean {
  return !isIncomplete(model) && model.applicationSets.every(({ errors }) => errors.length === 0);
}

/** Every folder with a file in it, at whatever depth, that an Application is rendered from. */
function reachedFolders(models: readonly EnvironmentModel[]): Set<string> {
  const reached = new Set<string>();
  for (const { applications } of models) {
    for (const path of applications.flatMap(({ inputs }) => inputs)) {
      for (const folder of upwards(posix.dirname(path))) {
        if (reached.has(folder)) break;
        reached.add(folder);
      }
    }
  }
  return reached;
}

/** Each slice's folder, with the file that makes it one; what lies in a slice belongs to it. */
function slices(tree: Tree): Map<string, string> {
  const found = new Map<string, string>();
  const marks = FOLDERS.flatMap((folder) => tree.below(folder)).filter(isMark);
  for (const mark of marks.sort((left, right) => depthOf(left) - depthOf(right))) {
    const folder = posix.dirname(mark);
    if (![...upwards(folder)].some((outer) => found.has(outer))) found.set(folder, mark);
  }
  return found;
}

/** A folder and those that it lies in, the innermost first. */
function* upwards(folder: string): Generator<string> {
  for (let at = folder; at !== '.' && at !== '/'; at = posix.dirname(at)) yield at;
}

/** A folder whose name begins with `_` is put aside on purpose. */
function isMark(path: string): boolean {
  const folder = posix.dirname(path);
  return MARKS.includes(posix.basename(path)) && !FOLDERS.includes(folder) && !/\/[_.]/.test(folder);
}

function depthOf(path: string): number {
  return path.split('/').length;
}

function unreached(mark: string): Omit<Finding, 'environment'> {
  const folder = posix.relative(LAYOUT.gitops, posix.dirname(mark));
  return {
    rule: 'slice-unreached',
    severity: 'warning',
    where: { file: mark, line: 1 },
    found: `no Application of any environment is rendered from ${folder}`,
    expected: 'a slice that an environment deploys',
    fix: `${wayInto(folder, posix.basename(mark))}, or remove the folder; one whose name begins with _ is left alone`,
  };
}

function wayInto(folder: string, mark: string): string {
  const [layer = ''] = folder.split('/');
  if (mark === 'Chart.yaml') return 'have a slice use the chart';
  if (layer === 'apps') return `add ${folder}/environments/<environment>.yaml`;
  return `name its application.yaml in ${layer}/kustomization.yaml`;
}
