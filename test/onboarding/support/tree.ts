import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readFacts, type TreeFacts } from '../../../onboarding/facts';
import { openTree } from '../../../validate/tree/tree';
import { walkFiles } from '../../../validate/tree/walk';
import { PROJECT_ROOT } from '../../support/checkout';

const PARTS = ['infra', 'helmfiles/projects', 'policy/allowlist.yaml', 'CODEOWNERS'];

/** A copy of what onboarding reads of this project, for one test to change. */
export interface TestTree {
  readonly root: string;
  facts(service: string): TreeFacts;
  write(path: string, content: string): void;
  remove(): void;
}

/** Copies the tree of this project, as git would commit it. */
export function copyTree(): TestTree {
  const root = mkdtempSync(join(tmpdir(), 'argo-bootstrap-onboarding-'));
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...PARTS];
  const files = execFileSync('git', list, { cwd: PROJECT_ROOT, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const file of files) cpSync(join(PROJECT_ROOT, file), join(root, file));
  return {
    root,
    facts: (service) => readFacts(openTree(root, walkFiles(root)), service),
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
