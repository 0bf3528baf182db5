import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../gitops/problem';

/** More files than any checkout of this layout has. */
const MAX_FILES = 500_000;

const SKIPPED = new Set(['.git', 'node_modules', '.argo-bootstrap']);

/** Lists every file below a directory; links are listed, not followed, so that no loop is entered. */
export function walkFiles(root: string): string[] {
  const found: string[] = [];
  const open = [''];
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    for (const entry of readdirSync(join(root, directory), { withFileTypes: true })) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (!entry.isDirectory()) found.push(path);
      else if (!SKIPPED.has(entry.name)) open.push(path);
    }
    if (found.length > MAX_FILES) throw tooMany(root);
  }
  return found;
}

function tooMany(root: string): ProblemError {
  return new ProblemError([
    {
      rule: 'tree-too-large',
      found: `${root} has more than ${MAX_FILES} files`,
      expected: 'a checkout of this project',
      fix: 'name the right directory, or make it a git checkout whose .gitignore leaves out what is no part of it',
    },
  ]);
}
