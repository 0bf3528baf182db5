import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError } from '../../gitops/problem';
import { readStrictYaml } from '../../gitops/strict-yaml';

const LEVELS = 'abcdefghi'.split('');
const BOMB = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...LEVELS.slice(1).map(
    (name, index) => `${name}: &${name} [${Array(9).fill(`*${LEVELS[index]}`).join(', ')}]`,
  ),
].join('\n');

describe('readStrictYaml', () => {
  it('refuses a file whose aliases would make it large, as a problem of the file', () => {
    const root = mkdtempSync(join(tmpdir(), 'strict-yaml-'));
    try {
      writeFileSync(join(root, 'a.yaml'), BOMB);
      assert.throws(
        () => readStrictYaml(root, 'a.yaml', z.unknown(), { rule: 'some-rule', fix: 'mend it' }),
        (error) =>
          error instanceof ProblemError &&
          error.problems[0]?.rule === 'yaml-limits' &&
          error.problems[0].where?.file === 'a.yaml',
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
