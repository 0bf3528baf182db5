import type { Problem } from '../../gitops/problem';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import { KUSTOMIZATION_NAMES } from '../render/inputs-kustomize';
import { isReadable, type Tree } from '../tree/tree';

/** How Argo CD and its tools complain of a file that is no YAML, with the name that they give it. */
const COMPLAINTS = [
  // Helm, of a values file, and of the chart's own files.
  /Error: failed to parse (.+?): error converting YAML to JSON: yaml: /,
  /Error: cannot load (.+?): error converting YAML to JSON: yaml: /,
  // Argo CD, of a manifest in a directory.
  /Failed to unmarshal "(.+?)": failed to unmarshal manifest: error converting YAML to JSON: yaml: /,
  // Kustomize, of a manifest; of a kustomization it says no name.
  /MalformedYAMLError: yaml: .* in File: (.+)$/,
  /Error: invalid Kustomization: yaml: /,
];

/**
 * What is wrong, by the line, with the files that a source could not be rendered for: Argo CD and its tools say where
 * it failed, and not always in which file. Empty where something else is the matter, or something else besides.
 *
 * @param inputs The files that the source is rendered from.
 * @param reasons Why it could not be rendered, line by line.
 */
export function unreadableFiles(
  tree: Tree,
  inputs: readonly string[],
  reasons: readonly string[],
): Problem[] {
  const found = reasons.map((reason) => {
    const match = COMPLAINTS.map((complaint) => complaint.exec(reason)).find((one) => one !== null);
    const names = match?.[1] === undefined ? KUSTOMIZATION_NAMES : [match[1]];
    return match ? names.flatMap((name) => problemsOf(tree, inputs, name)) : [];
  });
  return found.every((problems) => problems.length > 0) ? found.flat() : [];
}

/** The problems of the files that may be meant by a name: tools leave out the folder, or part of it. */
function problemsOf(tree: Tree, inputs: readonly string[], name: string): Problem[] {
  return inputs
    .filter((path) => `/${path}`.endsWith(`/${name}`))
    .flatMap((path) => {
      const file = tree.files.get(path);
      const isRead = file !== undefined && file.kind !== 'symlink' && isReadable(file);
      return isRead ? readYamlDocuments(tree.text(path), path).problems : [];
    });
}
