import { sourcesOf } from '../argocd/sources';
import type { Violation } from '../core/finding';
import { defineRule, perEnvironment } from '../core/rule';
import { TYPE } from '../core/subject';
import { at, type Path } from '../core/values';

const LEVELS = ['any', 'named', 'commit'] as const;
type Level = (typeof LEVELS)[number];

/** What a level accepts, and how it says so. */
const ACCEPTS: Record<Level, { test(revision: unknown): boolean; expected: string; fix: string }> = {
  any: { test: () => true, expected: 'any revision', fix: 'none is needed' },
  named: {
    test: (revision) => typeof revision === 'string' && isNamed(revision),
    expected: 'a branch, a tag or a commit by its name',
    fix: 'name the branch or the commit',
  },
  commit: {
    test: (revision) => typeof revision === 'string' && /^[0-9a-f]{40}$/.test(revision),
    expected: 'a commit of 40 hexadecimal digits, which nobody can move',
    fix: 'argo-bootstrap promote --from staging --to production',
  },
};

/** HEAD follows whatever the server's default branch is; `*`, ranges and templates are decided by someone else. */
function isNamed(revision: string): boolean {
  const follows = /^(head|.*\/head)$/i.test(revision) || /\.\.|\.x$/.test(revision);
  return !follows && /^[A-Za-z0-9][\w./+-]*$/.test(revision);
}

export const revisionPinned = defineRule({
  name: 'revision-pinned',
  title: 'Production follows commits, staging named branches or commits.',
  why: 'A branch or tag can be moved by everyone who may push; only a commit is what was reviewed and what staging ran. HEAD follows the default branch, which is a setting of the Git server.',
  remediation: 'Name the commit by its full SHA; `argo-bootstrap promote` does so.',
  references: ['https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/#commit-pinning'],
  types: [TYPE.application, TYPE.applicationSet],
  options: {
    level: perEnvironment<Level>(
      { enum: [...LEVELS], description: 'any; named: no HEAD, range or template; commit: a full SHA.' },
      { local: 'any', staging: 'named', production: 'commit' },
    ),
  },
  check(subject, { options, environment }): Violation[] {
    const { test, expected, fix } = ACCEPTS[options.level];
    return sourcesOf(subject)
      .flatMap(({ revision }): Path[] => (revision ? [revision] : []))
      .filter((path) => !test(at(subject.props, path)))
      .map((path) => ({ path, expected: `${expected}, in ${environment}`, fix }));
  },
});
