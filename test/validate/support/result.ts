import type { ApplicationChange, ObjectChange } from '../../../validate/diff/compare';
import type { LiveEnvironment, MergedFinding, ValidationResult } from '../../../validate/result';

/** A finding with what a test does not care about filled in. */
export function finding(of: Partial<MergedFinding>): MergedFinding {
  return {
    rule: 'some-rule',
    severity: 'error',
    where: { file: 'a/file.yaml', line: 3 },
    found: 'something',
    expected: 'something else',
    fix: 'change it',
    environments: ['local'],
    ...of,
  };
}

/** A ConfigMap that changed. */
export function objectChange(of: Partial<ObjectChange> = {}): ObjectChange {
  return {
    change: 'changed',
    key: '/ConfigMap/web/web',
    name: 'ConfigMap web',
    beforeText: 'a: 1\nb: 2\n',
    afterText: 'a: 1\nb: <script>alert(1)</script>\n',
    diff: '@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: <script>alert(1)</script>',
    ...of,
  };
}

/** An Application in which one ConfigMap changed. */
export function applicationChange(of: Partial<ApplicationChange> = {}): ApplicationChange {
  return {
    name: 'web-0',
    change: 'changed',
    layer: 'platform',
    unknown: false,
    objects: [objectChange()],
    ...of,
  };
}

/** A cluster that was compared, and differs in nothing; none where it says that it is incomparable. */
export function liveEnvironment(of: Partial<LiveEnvironment> = {}): LiveEnvironment {
  return {
    name: 'local',
    ...(of.incomparable === undefined && { cluster: 'test-cluster' }),
    applications: [],
    dangers: [],
    states: new Map(),
    unread: [],
    ...of,
  };
}

/** A result with these findings, and a comparison in which one ConfigMap changed. */
export function resultWith(findings: readonly MergedFinding[], applications = 1): ValidationResult {
  return {
    environments: [{ name: 'local', findings: [] }],
    findings,
    comparison: {
      base: { name: 'main', sha: '0123456789abcdef0123456789abcdef01234567' },
      environments: [
        {
          name: 'local',
          dangers: [],
          applications: Array.from({ length: applications }, (_, index) =>
            applicationChange({ name: `web-${index}` }),
          ),
        },
      ],
    },
    counts: { rendered: 1, cached: 2 },
    seconds: 1.5,
  };
}

/** A result in which everything that a tree, a tool or a cluster can say is this text. */
export function withText(text: string): ValidationResult {
  const object = objectChange({ key: text, name: text, movedFrom: text });
  const told = {
    ...object,
    beforeText: text,
    afterText: `${text}${text}`,
    diff: `-${text.replaceAll('\n', '\n-')}`,
  };
  const applications = [applicationChange({ name: text, layer: text, objects: [told] })];
  const where = { file: text, line: 3 };
  const related = [{ role: 'rendered by', file: text }];
  const words = { where, related, found: text, expected: text, fix: text, application: text, object: text };
  const { comparison, ...result } = resultWith([finding(words)]);
  const sha = comparison?.base.sha ?? '';
  const environments = [
    { name: 'local', dangers: [], applications },
    { name: 'staging', dangers: [], applications: [], incomparable: text },
  ];
  const live = [
    liveEnvironment({ cluster: text, applications, unread: [text] }),
    liveEnvironment({ name: 'staging', incomparable: text }),
  ];
  return { ...result, comparison: { base: { name: text, sha }, environments }, live };
}
