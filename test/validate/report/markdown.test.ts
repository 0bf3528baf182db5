import assert from 'node:assert/strict';
import { formatReport } from '../../../validate/report';
import type { ValidationResult } from '../../../validate/result';
import { applicationChange, finding, liveEnvironment, resultWith } from '../support/result';

const LIMIT = 65_536;
const UNREAD = ['Secret a', 'Secret b', 'Secret c'];

/** A finding so long that what comes after it fits in part: two environments that look alike, a third, a cluster. */
function resultWithLittleRoom(length: number): ValidationResult {
  const environments = ['local', 'staging'].map((name) => ({
    name,
    dangers: [],
    applications: [applicationChange({ name: 'alike' }), applicationChange({ name: `only-${name}` })],
  }));
  const unchanged = { name: 'production', dangers: [], applications: [] };
  const running = applicationChange({ name: 'only-live' });
  return {
    ...resultWith([finding({ found: 'x'.repeat(length) })]),
    comparison: { base: { name: 'main', sha: '0' }, environments: [...environments, unchanged] },
    live: [liveEnvironment({ cluster: `live-${'c'.repeat(200)}`, applications: [running], unread: UNREAD })],
  };
}

/** How many of a kind the last line says are cut. */
function told(report: string, kind: string): number {
  const line = /^> Cut to fit a comment: (.*?)\. /m.exec(report)?.[1] ?? '';
  return Number(new RegExp(`(\\d+) ${kind}s?\\b`).exec(line)?.[1] ?? 0);
}

const count = (report: string, pattern: RegExp) => [...report.matchAll(pattern)].length;

/** Every length of the finding at which something else fits, or no longer does. */
const REPORTS = Array.from({ length: 400 }, (_, index) =>
  formatReport(resultWithLittleRoom(LIMIT - 2200 + index * 5), 'markdown'),
);

describe('markdownReport, where not everything fits', () => {
  it('is as short as a comment has to be', () => {
    for (const report of REPORTS) assert.ok(report.length <= LIMIT);
    assert.ok(REPORTS.some((report) => told(report, 'Application') > 0));
    assert.ok(REPORTS.some((report) => told(report, 'Application') === 0));
  });

  const KINDS: [kind: string, shown: RegExp, total: number][] = [
    ['finding', /^- ❌ /gm, 1],
    ['heading', /^#### /gm, 4],
    ['Application', /^<details>/gm, 5],
    ['unread object', /^- could not be read: /gm, UNREAD.length],
  ];
  for (const [kind, shown, total] of KINDS) {
    it(`shows each ${kind}, or counts it among what is cut`, () => {
      for (const report of REPORTS) assert.equal(count(report, shown) + told(report, kind), total);
    });
  }

  it('shows nothing below the heading of another environment', () => {
    for (const report of REPORTS) {
      for (const section of report.split('\n#### ').slice(1)) {
        const environment = /^local, compared with the cluster/.test(section)
          ? 'live'
          : /^\w+/.exec(section)?.[0];
        const others = [...section.matchAll(/<b>only-(\w+)<\/b>/g)].filter(
          ([, name]) => name !== environment,
        );
        assert.deepEqual(others, []);
      }
    }
  });
});
