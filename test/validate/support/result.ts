import type { MergedFinding, ValidationResult } from '../../../validate/result';

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
          applications: Array.from({ length: applications }, (_, index) => ({
            name: `web-${index}`,
            change: 'changed',
            layer: 'platform',
            unknown: false,
            objects: [
              {
                change: 'changed',
                key: '/ConfigMap/web/web',
                name: 'ConfigMap web',
                beforeText: 'a: 1\nb: 2\n',
                afterText: 'a: 1\nb: <script>alert(1)</script>\n',
                diff: '@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: <script>alert(1)</script>',
              },
            ],
          })),
        },
      ],
    },
    counts: { rendered: 1, cached: 2 },
    seconds: 1.5,
  };
}
