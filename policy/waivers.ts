import { ALLOWLIST_FILE, type Allowlist } from '../gitops/allowlist-schema';
import type { Problem } from '../gitops/problem';
import { RULES } from './rules';

/** Waivers of rules that don't exist: they waive nothing, and so somebody believes in what isn't there. */
export function waiverProblems({ waivers }: Allowlist): Problem[] {
  return waivers
    .filter(({ rule }) => RULES.every(({ name }) => name !== rule))
    .map(({ rule, value, owner }) => ({
      rule: 'waiver-of-no-rule',
      where: { file: ALLOWLIST_FILE },
      found: `the waiver for ${value}, owned by ${owner}, is of the rule \`${rule}\``,
      expected: 'a rule of docs/policies.md',
      fix: 'correct the name, or remove the waiver',
    }));
}
