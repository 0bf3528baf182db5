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

/** Puts a row to its rule. */
const TABLE = 'test/policy/support/table.ts';

describe('policy rules under mutation', () => {
  const everything = new Sandbox(['policy/', 'test/policy/']);
  /** Without the tables, which are most of the work and rest on policy/core alone. */
  const rules = new Sandbox(['policy/rules/', 'policy/argocd/', 'policy/check.ts', ...TESTS, TABLE]);
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));

  it('hold as they are', function () {
    this.timeout(60_000);
    everything.run(TESTS);
    rules.run(TESTS);
  });

  for (const file of [...files, 'policy/check.ts']) {
    it(`no change to a condition of ${file} goes unnoticed`, function () {
      this.timeout(300_000);
      const survivors = mutantsOf(file, readFileSync(file, 'utf8')).filter((mutant) =>
        survives(file, mutant),
      );
      assert.deepEqual(survivors.map(describeMutant), []);
    });
  }

  function survives(file: string, { source }: Mutant): boolean {
    try {
      (file.startsWith('policy/core/') ? everything : rules).run(TESTS, { file, source });
      return true;
    } catch {
      return false;
    }
  }
});

function describeMutant({ line, before, after }: Mutant): string {
  return `line ${line}: ${before} became ${after || 'nothing'}`;
}
