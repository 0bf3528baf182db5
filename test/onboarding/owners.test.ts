import assert from 'node:assert/strict';
import { ownersOf } from '../../onboarding/facts/owners';

const CODEOWNERS = `# who
*            @org/platform
/policy/     @org/security @org/platform # both
/policy/allowlist.yaml @org/security
`;

describe('who decides about a file', () => {
  const cases: [string, string[]][] = [
    ['README.md', ['@org/platform']],
    ['policy/index.ts', ['@org/security', '@org/platform']],
    ['policy/allowlist.yaml', ['@org/security']],
    ['policies/x', ['@org/platform']],
  ];
  for (const [path, owners] of cases) {
    it(path, () => {
      assert.deepEqual(ownersOf(CODEOWNERS, path), owners);
    });
  }

  it('is nobody without a line', () => {
    assert.deepEqual(ownersOf('', 'README.md'), []);
  });
});
