import assert from 'node:assert/strict';
import { RULES } from '../../policy/rules';
import { judgeRow } from './support/table';
import { TABLES } from './tables';

describe('policy rules', () => {
  it('have a table each', () => {
    assert.deepEqual(TABLES.map(({ rule }) => rule).toSorted(), RULES.map(({ name }) => name).toSorted());
  });

  for (const { rule: name, rows } of TABLES) {
    describe(name, () => {
      const rule = RULES.find((candidate) => candidate.name === name);
      assert.ok(rule, `no rule ${name}`);
      for (const row of rows) {
        const verdict = row.violations.length > 0 ? 'refuses' : 'allows';
        it(`${verdict}: ${row.title}`, () => {
          assert.deepEqual(judgeRow(rule, row), row.violations);
        });
      }
    });
  }
});
