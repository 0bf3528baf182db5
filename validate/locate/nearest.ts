import type { Location } from '../../gitops/problem';
import type { YamlDocument } from '../../gitops/yaml-documents';
import type { ValuePath } from '../../gitops/yaml-position';

/** The place of a field of a document; of the nearest enclosing one that has a line. */
export function nearest(document: YamlDocument, path: ValuePath): Location {
  for (let length = path.length; length >= 0; length -= 1) {
    const line = document.lineOf(path.slice(0, length));
    if (line !== undefined) return { file: document.file, line };
  }
  return { file: document.file };
}

/** Whether two values of YAML are the same. */
export function sameValue(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
