import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ProblemError } from '../../../gitops/problem';
import { projectRoot } from '../../../toolchain/paths';
import { readLock } from '../../../toolchain/vendor/lock';
import { makeSandbox, type Sandbox } from '../support/sandbox';

const entry = `- name: things
  version: v1.2.3
  source: go:example.test/things
  destination: charts/things/vendor
  files:
    - path: install.yaml
      as: install.yaml
      sha256: ${'0'.repeat(64)}
`;

describe('readLock', () => {
  let sandbox: Sandbox;
  beforeEach(() => {
    sandbox = makeSandbox();
  });
  afterEach(() => sandbox.remove());

  const problemsOf = (text: string) => {
    fs.mkdirSync(path.join(sandbox.directory, 'toolchain'), { recursive: true });
    fs.writeFileSync(path.join(sandbox.directory, 'toolchain/vendor.lock.yaml'), text);
    try {
      readLock(sandbox.directory);
    } catch (error) {
      if (error instanceof ProblemError)
        return error.problems.map(({ where, found }) => `${where?.line}: ${found}`);
      throw error;
    }
    return [];
  };

  it('accepts a proper lock, and the one that is committed', () => {
    assert.deepEqual(problemsOf(entry), []);
    const destinations = readLock(projectRoot).entries.map(({ destination }) => destination);
    const ignored = fs.readFileSync(path.join(projectRoot, '.gitignore'), 'utf8').split('\n');
    for (const destination of destinations) assert.ok(ignored.includes(`${destination}/`), destination);
  });

  for (const [what, from, to, problem] of [
    ['an unknown key', 'destination:', 'target:', '1: 0.destination'],
    ['a short hash', '0'.repeat(64), 'abc', '8: 0.files.0.sha256: 64 hexadecimal digits'],
    [
      'an absolute destination',
      'charts/things',
      '/etc',
      '4: 0.destination: a path within the module or the checkout',
    ],
    [
      'a destination outside',
      'charts/things',
      '../things',
      '4: 0.destination: a path within the module or the checkout',
    ],
    ['a version that is none', 'v1.2.3', 'latest', '2: 0.version: a version such as v1.2.3'],
    ['a fill that says not what for', 'as: install.yaml', 'as: a\n      fill: v1', '8: 0.files.0.fill: '],
    ['another kind of source', 'go:', 'https:', '3: 0.source: go:<module path>'],
  ] as const) {
    it(`refuses ${what}, with the line`, () => {
      const [first = ''] = problemsOf(entry.replace(from, to));
      assert.ok(first.startsWith(problem), first);
    });
  }

  it('refuses what is not YAML, with the line', () => {
    assert.match(problemsOf(`${entry}- name: [\n`)[0] ?? '', /^(9|10): /);
  });
});
