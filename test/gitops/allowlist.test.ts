import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowedRepositories, environmentAllowlist, readAllowlist } from '../../gitops/allowlist';
import { ProblemError } from '../../gitops/problem';

const FIXTURES = join(__dirname, '..', 'fixtures', 'allowlist');
const TODAY = '2026-11-23';
/** A line of an invalid fixture that says what must be reported: the line in the file below it, and what was found. */
const EXPECTED = /^#! (\d+) (.*)$/gm;

describe('the allowlist', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'allowlist-'));
    mkdirSync(join(root, 'policy'));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function read(text: string) {
    writeFileSync(join(root, 'policy', 'allowlist.yaml'), text);
    return readAllowlist(root, TODAY);
  }

  function problemsOf(run: () => unknown): string[] {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return error.problems.map(({ where, found }) => `${where?.line ?? ''} ${found}`);
    }
    return [];
  }

  for (const name of readdirSync(join(FIXTURES, 'valid'))) {
    it(`accepts ${name}`, () => {
      read(readFileSync(join(FIXTURES, 'valid', name), 'utf8'));
    });
  }

  for (const name of readdirSync(join(FIXTURES, 'invalid'))) {
    it(`refuses ${name}`, () => {
      const text = readFileSync(join(FIXTURES, 'invalid', name), 'utf8');
      const expected = Array.from(text.matchAll(EXPECTED), ([, line, found]) => `${line} ${found}`);
      const found = problemsOf(() => read(text.replace(EXPECTED, '').replace(/^\n+/, '')));
      assert.equal(found.length, expected.length, found.join('\n'));
      found.forEach((problem, index) => {
        assert.ok(problem.startsWith(expected[index] ?? '?'), `${problem}\nexpected: ${expected[index]}`);
      });
    });
  }

  it('reports everything at once', () => {
    const text = readFileSync(join(FIXTURES, 'valid', 'plain.yaml'), 'utf8')
      .replace('https://github.com/example-org/argo-bootstrap', 'http://github.com/x')
      .replace('quay.io/argoproj]', '"*"]');
    assert.equal(problemsOf(() => read(text)).length, 2);
  });

  it('says so when the file is missing', () => {
    assert.deepEqual(
      problemsOf(() => readAllowlist(join(root, 'none'))),
      [' cannot be read (ENOENT)'],
    );
  });

  it('gives a project what names it, sorted, and an unlisted project nothing', () => {
    const allowlist = read(readFileSync(join(FIXTURES, 'valid', 'plain.yaml'), 'utf8'));
    assert.deepEqual(allowedRepositories(allowlist, 'production', 'apps'), [
      'https://argoproj.github.io/argo-helm',
      'https://github.com/example-org/argo-bootstrap',
    ]);
    assert.deepEqual(allowedRepositories(allowlist, 'production', 'root'), [
      'https://github.com/example-org/argo-bootstrap',
    ]);
    assert.deepEqual(allowedRepositories(allowlist, 'production', 'other'), []);
  });

  it('knows its environments only', () => {
    const allowlist = read(readFileSync(join(FIXTURES, 'valid', 'plain.yaml'), 'utf8'));
    for (const name of ['staging', 'toString']) {
      assert.deepEqual(
        problemsOf(() => environmentAllowlist(allowlist, name)),
        [` no environment \`${name}\``],
      );
    }
  });

  it('is sound as it is committed', () => {
    readAllowlist(join(__dirname, '..', '..'));
  });
});
