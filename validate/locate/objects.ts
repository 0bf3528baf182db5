import { groupOf, isManifest, type Manifest } from '../../gitops/manifest';
import type { Location } from '../../gitops/problem';
import { readYamlDocuments, type YamlDocument } from '../../gitops/yaml-documents';
import type { ValuePath } from '../../gitops/yaml-position';
import { at } from '../../policy/core/values';
import type { Tree } from '../tree/tree';
import { nearest, sameValue } from './nearest';
import { isShortFile } from './short-file';
import { locateInTemplates } from './templates';

/** What helm runs before it is YAML. */
const TEMPLATE = /(^|\/)templates\//;

/**
 * Where a rendered object stands in the files that its source is made of: in its manifest, else in the one template
 * that can have made it.
 *
 * @param files The files of the source, from the repository's root.
 * @param path The field that is meant; where that has no line of its own, the nearest enclosing one is given.
 * @returns undefined where no file, or more than one, could be meant.
 */
export function locateObject(
  tree: Tree,
  files: readonly string[],
  manifest: Manifest,
  path: ValuePath = [],
): Location | undefined {
  const readable = files.filter((file) => isShortFile(tree, file));
  const declared = readable
    .filter((file) => /\.(ya?ml|json)$/.test(file) && !TEMPLATE.test(file))
    .filter((file) => tree.text(file).includes(manifest.metadata.name))
    .flatMap((file) => documentsOf(tree, file))
    .filter(({ value }) => declares(value, manifest));
  const [own] = declared.sort(
    (left, right) => closeness(right, manifest, path) - closeness(left, manifest, path),
  );
  if (own) return nearest(own, path);
  const templates = readable.filter((file) => TEMPLATE.test(file));
  const isPacked = files.some((file) => file.endsWith('.tgz'));
  return locateInTemplates(
    templates.map((file) => ({ file, text: tree.text(file) })),
    manifest,
    { path, isPacked },
  );
}

const READ = new WeakMap<Tree, Map<string, readonly YamlDocument[]>>();

/** Many findings are about the same few files. */
function documentsOf(tree: Tree, file: string): readonly YamlDocument[] {
  const known = READ.get(tree) ?? new Map<string, readonly YamlDocument[]>();
  READ.set(tree, known);
  const documents = known.get(file) ?? readYamlDocuments(tree.text(file), file).documents;
  known.set(file, documents);
  return documents;
}

function declares(value: unknown, manifest: Manifest): value is Manifest {
  return (
    isManifest(value) &&
    value.kind === manifest.kind &&
    groupOf(value) === groupOf(manifest) &&
    value.metadata.name === manifest.metadata.name
  );
}

/**
 * How close a document comes, where several declare the object: kustomize's patches do, and so may another namespace's.
 * A patch that sets the value in question is what to mend; otherwise it is shorter than what it patches.
 */
function closeness({ value }: YamlDocument, manifest: Manifest, path: ValuePath): number {
  const { namespace } = (value as Manifest).metadata;
  const inNamespace = namespace === undefined || namespace === manifest.metadata.namespace;
  const wanted = at(manifest, path);
  const setsValue = path.length > 0 && wanted !== undefined && sameValue(at(value, path), wanted);
  return Number(inNamespace) * 4e9 + Number(setsValue) * 2e9 + JSON.stringify(value).length;
}
