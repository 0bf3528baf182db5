import type { Violation } from '../core/finding';
import { defineRule } from '../core/rule';
import { TYPE } from '../core/subject';

export const environmentKnown = defineRule({
  name: 'environment-known',
  title: 'The stack’s environment is one that the allowlist knows.',
  why: 'For an unknown environment nothing is listed and production’s settings hold, which is safe and hard to understand.',
  remediation:
    'Name the stack after its environment, set `environment` for each rule, or list the environment in policy/allowlist.yaml.',
  references: [],
  types: [TYPE.stack],
  options: {},
  check(_, { allowed, environment }): Violation[] {
    if (allowed.gitRepositories.length > 0) return [];
    return [
      {
        path: [],
        value: environment,
        found: `the environment is ${environment}`,
        expected: 'an environment of policy/allowlist.yaml',
        fix: 'name the stack after it, configure `environment`, or list what it may use',
      },
    ];
  },
});
