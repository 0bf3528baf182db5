import { isManifest, type Manifest } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import type { ValuePath } from '../../gitops/yaml-position';
import { at } from '../../policy/core/values';
import { groupBy } from '../group-by';
import { LAYOUT } from '../layout';
import type { Tree } from '../tree/tree';
import { nearest, sameValue } from './nearest';
import { patchLines } from './patches';
import { isShortFile } from './short-file';

/** Finds the file and line that a field of an object comes from. */
export interface Locator {
  /**
   * The place of a field: the kustomize patch that sets it to that value, else the object's own document, there
   * the nearest enclosing field.
   *
   * @param manifest The object as Argo CD sees it, patches included.
   * @param path The field; `[]` for the object itself.
   * @param value The value it has there.
   */
  locate(manifest: Manifest, path: ValuePath, value?: unknown): Location | undefined;
}

/** Files that can declare Argo CD's own kinds; charts' templates are no YAML. */
const DECLARES = /^kind:\s*["']?(Application|ApplicationSet|AppProject|Kustomization)\b/m;

/**
 * Makes a locator for one environment.
 *
 * @param patchFiles Files whose patches apply to the environment's objects, the last to be applied first.
 */
export function makeLocator(tree: Tree, patchFiles: readonly string[]): Locator {
  const documents = groupBy(
    declaringFiles(tree, patchFiles).flatMap((file) => readYamlDocuments(tree.text(file), file).documents),
    ({ value }) => (isManifest(value) ? keyOf(value) : ''),
  );
  const patches = patchFiles.flatMap((file) =>
    tree.files.has(file) ? patchLines(tree.text(file), file) : [],
  );
  return {
    locate: (manifest, path, value) => {
      const pointer = `/${path.join('/')}`;
      const patch = patches.find(
        (one) => value !== undefined && one.pointer === pointer && sameValue(one.value, value),
      );
      if (patch) return { file: patch.file, line: patch.line };
      const declared = documents.get(keyOf(manifest)) ?? [];
      const own = declared.find(({ value: whole }) => sameValue(at(whole, path), value)) ?? declared[0];
      return own && nearest(own, path);
    },
  };
}

/** Other environments' roots declare Applications of the same name. */
function declaringFiles(tree: Tree, ofEnvironment: readonly string[]): string[] {
  return [LAYOUT.gitops, LAYOUT.projects]
    .flatMap((directory) => tree.below(directory))
    .filter((path) => !path.startsWith(`${LAYOUT.parents}/`) || ofEnvironment.includes(path))
    .filter((path) => /\.ya?ml$/.test(path) && !path.includes('/templates/') && isShortFile(tree, path))
    .filter((path) => DECLARES.test(tree.text(path)));
}

function keyOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`;
}
