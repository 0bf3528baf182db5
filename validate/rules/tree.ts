import type { Problem } from '../../gitops/problem';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import { LAYOUT } from '../layout';
import { keyOf, type ResultCache } from '../render/cache';
import { leavesRepository } from '../tree/links';
import { MAX_FILE_BYTES, type Tree, type TreeFile } from '../tree/tree';

/** Directories whose YAML is read by Argo CD, the plugin or the stack. */
const READ_BELOW = [LAYOUT.gitops, 'helmfiles', 'charts'];

/** What is wrong with the files themselves, whatever the environment: links, sizes, syntax, duplicate keys. */
export function checkTree(tree: Tree, cache: ResultCache): Problem[] {
  const all = [...tree.files.values()];
  return [...all.flatMap((file) => checkFile(tree, file)), ...syntaxProblems(tree, cache)];
}

function checkFile(tree: Tree, file: TreeFile): Problem[] {
  const where = { file: file.path };
  if (file.kind === 'symlink' && leavesRepository(file.path, tree.text(file.path))) {
    return [
      {
        rule: 'symlink-outside-repository',
        where,
        found: `the link leads to ${tree.text(file.path)}`,
        expected: 'links inside the repository; Argo CD refuses the whole repository for one that leaves it',
        fix: 'replace the link by the file',
      },
    ];
  }
  if (file.kind !== 'symlink' && file.size > MAX_FILE_BYTES && isRead(file.path)) {
    const found = `the file has ${file.size} bytes`;
    const expected = `at most ${MAX_FILE_BYTES} bytes`;
    return [{ rule: 'file-too-large', where, found, expected, fix: 'take the file out of the tree' }];
  }
  return [];
}

function isRead(path: string): boolean {
  return READ_BELOW.some((directory) => path.startsWith(`${directory}/`));
}

/** Charts' templates are no YAML before they are rendered; third-party files are read by their hash. */
function isPlainYaml({ path, kind, size }: TreeFile): boolean {
  return (
    (kind === 'file' || kind === 'executable') &&
    size <= MAX_FILE_BYTES &&
    /\.ya?ml$/.test(path) &&
    isRead(path) &&
    !/\/(templates|files\/vendor)\//.test(path)
  );
}

/** Files that were found sound are remembered by their content, since parsing them all takes seconds. */
function syntaxProblems(tree: Tree, cache: ResultCache): Problem[] {
  const files = [...tree.files.values()].filter(isPlainYaml).map(({ path }) => path);
  const key = keyOf(['sound-yaml', 1]);
  const sound = new Set((cache.read(key) as readonly string[] | undefined) ?? []);
  const digests = files.map((path) => tree.digest(path));
  const problems = files.flatMap((path, index) => {
    if (sound.has(digests[index] ?? '')) return [];
    const found = readYamlDocuments(tree.text(path), path).problems;
    if (found.length === 0) sound.add(digests[index] ?? '');
    return found;
  });
  cache.write(
    key,
    digests.filter((digest) => sound.has(digest)),
  );
  return problems;
}
