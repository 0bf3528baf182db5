import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutantsOf } from './mutation/mutants';
import { Sandbox } from './mutation/sandbox';

const FOLDERS = ['policy/rules', 'policy/argocd', 'policy/core'];
const TESTS = [
  'test/policy/rules.test.ts',
  'test/policy/check.test.ts',
  'test/policy/core.test.ts',
  'test/policy/messages.test.ts',
];

describe('policy rules under mutation', () => {
  const sandbox = new Sandbox(['policy/', 'test/policy/']);
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

  it('hold as they are', () => sandbox.run(TESTS));

  for (const file of [...files, 'policy/check.ts']) {
    it(`no change to a condition of ${file} goes unnoticed`, function () {
      this.timeout(120_000);
      const survivors = mutantsOf(file, readFileSync(file, 'utf8')).filter((mutant) =>
        survives(file, mutant),
      );
      assert.deepEqual(survivors.map(describeMutant), []);
    });
  }

  function survives(file: string, { source }: Mutant): boolean {
    try {
      sandbox.run(TESTS, { file, source });
      return true;
    } catch {
      return false;
    }
  }
});

function describeMutant({ line, before, after }: Mutant): string {
  return `line ${line}: ${before} became ${after || 'nothing'}`;
}
