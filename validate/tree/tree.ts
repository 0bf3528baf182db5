import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a tree holds at a path. */
export interface TreeFile {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'symlink' | 'other';
  readonly size: number;
}

/** The files of one revision, as Argo CD would check them out, in a directory of this machine. */
export interface Tree {
  /** Absolute path of the directory. */
  readonly dir: string;
  /** Every file by its path, with forward slashes, sorted. */
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Paths of all files below a directory, sorted; `''` means all. */
  below(directory: string): readonly string[];
  /** Whether any file lies below the path. */
  isDirectory(path: string): boolean;
  /** SHA-256 over a file's kind and content (a link's target for a link, the size of a file that is not read). */
  digest(path: string): string;
  /** A file's text. @throws Error where there is no such file, or it is larger than the limit. */
  text(path: string): string;
  /** The same as bytes. */
  bytes(path: string): Buffer;
}

/** Files beyond this size are neither read nor rendered. */
export const MAX_FILE_BYTES = 32 << 20;

/** Opens a tree from its directory and the list of its files. */
export function openTree(dir: string, paths: Iterable<string>): Tree {
  const sorted = [...new Set(paths)].sort(compare);
  const entries = sorted.flatMap((path) => {
    const file = describe(dir, path);
    return file ? [[path, file] as const] : [];
  });
  const files = new Map(entries);
  const names = [...files.keys()];
  const digests = new Map<string, string>();
  return {
    dir,
    files,
    below: (directory) => rangeBelow(names, directory),
    isDirectory: (path) => path === '' || rangeBelow(names, path).length > 0,
    digest: (path) => {
      const known = digests.get(path) ?? digestOf(dir, files.get(path), path);
      digests.set(path, known);
      return known;
    },
    text: (path) => contentOf(dir, files.get(path), path).toString('utf8'),
    bytes: (path) => contentOf(dir, files.get(path), path),
  };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function describe(dir: string, path: string): TreeFile | undefined {
  const stats = lstatSync(join(dir, path), { throwIfNoEntry: false });
  if (!stats || stats.isDirectory()) return undefined;
  const kind = stats.isSymbolicLink()
    ? 'symlink'
    : !stats.isFile()
      ? 'other'
      : (stats.mode & 0o100) !== 0
        ? 'executable'
        : 'file';
  return { path, kind, size: stats.size };
}

/** All names below a directory stand side by side in the sorted list. */
function rangeBelow(names: readonly string[], directory: string): readonly string[] {
  if (directory === '' || directory === '.') return names;
  const prefix = `${directory}/`;
  const from = firstAtLeast(names, prefix);
  let to = from;
  while (names[to]?.startsWith(prefix)) to += 1;
  return names.slice(from, to);
}

function firstAtLeast(names: readonly string[], wanted: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a path is a file of the tree itself: no link, nor below one, so that nothing outside is read for it. */
export function isRegular({ files }: Tree, path: string): boolean {
  const kind = files.get(path)?.kind;
  return kind === 'file' || kind === 'executable';
}

/** Whether a file is one that is read at all: not too large, and no pipe or device. */
export function isReadable({ kind, size }: TreeFile): boolean {
  return kind === 'symlink' || (kind !== 'other' && size <= MAX_FILE_BYTES);
}

function digestOf(dir: string, file: TreeFile | undefined, path: string): string {
  const hash = createHash('sha256').update(`${file?.kind ?? 'missing'}\0`);
  if (file && !isReadable(file)) return hash.update(String(file.size)).digest('hex');
  return hash.update(contentOf(dir, file, path)).digest('hex');
}

function contentOf(dir: string, file: TreeFile | undefined, path: string): Buffer {
  if (!file || file.kind === 'other') throw new Error(`${path}: no such file`);
  if (file.kind === 'symlink') return Buffer.from(readlinkSync(join(dir, path)));
  if (file.size > MAX_FILE_BYTES) {
    throw new Error(`${path}: ${file.size} bytes, more than the limit of ${MAX_FILE_BYTES}`);
  }
  return readFileSync(join(dir, path));
}
