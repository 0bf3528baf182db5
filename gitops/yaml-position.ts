import { type Document, isMap, isNode, isScalar } from 'yaml';

/** Keys and indices that lead from a document's top to a value. */
export type ValuePath = readonly (string | number)[];

/** Where a value's key starts, or the value itself in a list. */
export function offsetOf(document: Document, path: ValuePath): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}
