import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Location } from '../gitops/problem';

/** Keys that lead from the configuration's top (`repository`, `url`) to a value. */
export type SettingPath = readonly (string | number)[];

/** A stack's `Pulumi.<stack>.yaml`, read for one purpose: to say on which line a setting stands. */
export interface StackFile {
  /** The line of a setting, or of the nearest enclosing one; the file alone where it has none. */
  locate(path: SettingPath): Location;
  /** The line of a key of Pulumi's own beside `config`, such as `encryptionsalt`; undefined where it has none. */
  locateTop(key: string): Location | undefined;
}

/**
 * Opens `Pulumi.<stack>.yaml` below the repository's root.
 * A missing or broken file is no error here: Pulumi has read the configuration already, perhaps from elsewhere.
 */
export function openStackFile(root: string, stack: string, project: string): StackFile {
  const file = `Pulumi.${stack}.yaml`;
  const lines = new LineCounter();
  const document = parse(join(root, file), lines);
  return {
    locate([key, ...rest]) {
      const path = ['config', key?.toString().includes(':') ? key : `${project}:${key}`, ...rest];
      const offset = document && nearestOffset(document, path);
      return offset === undefined ? { file } : { file, line: lines.linePos(offset).line };
    },
    locateTop(key) {
      const offset = document && nearestOffset(document, [key]);
      return offset === undefined ? undefined : { file, line: lines.linePos(offset).line };
    },
  };
}

function parse(path: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(readFileSync(path, 'utf8'), { lineCounter });
  } catch {
    return undefined;
  }
}

/** The offset of the deepest key, or item of a list, of `path` that the document has. */
function nearestOffset(document: Document, path: readonly unknown[]): number | undefined {
  let offset: number | undefined;
  let node: unknown = document.contents;
  for (const key of path) {
    const step = child(node, key);
    if (!step) break;
    offset = step.offset ?? offset;
    node = step.node;
  }
  return offset;
}

function child(node: unknown, key: unknown): { node: unknown; offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return isNode(item) ? { node: item, offset: item.range?.[0] } : undefined;
  }
  const pair = isMap(node)
    ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return pair && isScalar(pair.key) ? { node: pair.value, offset: pair.key.range?.[0] } : undefined;
}
