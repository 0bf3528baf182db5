import assert from 'node:assert/strict';
import { formatProblem } from '../../gitops/problem';
import { restsOnUnknown, toFinding } from '../../policy/core/finding';
import { mayHoldObjects, withNested } from '../../policy/core/nested';
import { nameOf, subjectOfManifest } from '../../policy/core/subject';
import {
  at,
  formatPath,
  isAbsent,
  isRecord,
  isTrue,
  list,
  record,
  SECRET,
  show,
  text,
  UNKNOWN,
} from '../../policy/core/values';

describe('values of a resource', () => {
  it('are read along a path, up to what is unknown or secret', () => {
    const value = { a: [{ b: 1 }], u: UNKNOWN, s: SECRET, n: null, t: 'text' };
    assert.equal(at(value, ['a', 0, 'b']), 1);
    assert.equal(at(value, []), value);
    assert.equal(at(value, ['u', 'x', 0]), UNKNOWN);
    assert.equal(at(value, ['s', 'x']), SECRET);
    for (const path of [['x'], ['n', 'x'], ['t', 'length'], ['a', 1], ['toString'], ['a', 'length', 'x']]) {
      assert.equal(at(value, path), undefined, path.join('.'));
    }
  });

  it('have the type that is asked for, or none', () => {
    assert.deepEqual(
      [record({ a: 1 }), record([]), record(null), record('x'), record(UNKNOWN)],
      [{ a: 1 }, {}, {}, {}, {}],
    );
    assert.deepEqual([list([1]), list({}), list('x')], [[1], [], []]);
    assert.deepEqual([text('x'), text(7)], ['x', undefined]);
    assert.deepEqual(
      [isRecord({}), isRecord([]), isRecord(null), isRecord('x')],
      [true, false, false, false],
    );
    assert.deepEqual([undefined, null, '', 0, false, UNKNOWN].map(isAbsent), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    assert.deepEqual(['true', 'T', ' 1 ', true].map(isTrue), [true, true, true, true]);
    assert.deepEqual(
      ['false', 'truer', 'untrue', '', 1, UNKNOWN, undefined].map(isTrue),
      Array(7).fill(false),
    );
  });

  it('are shown short, and without credentials', () => {
    const shown: [unknown, string][] = [
      [undefined, 'missing'],
      ['', 'empty'],
      [null, 'null'],
      [UNKNOWN, 'unknown'],
      [{ a: 1 }, '{"a":1}'],
      ['https://user:pass@host/a@b', 'https://***@host/a@b'],
      ['https://host/a@b', 'https://host/a@b'],
      ['https://a@b@host/x', 'https://***@host/x'],
      ['https://host/x?token=a\nb', 'https://host/x?***'],
      ['git@host:a/b', 'git@host:a/b'],
      ['/a:b@c', '/a:b@c'],
      ['git:pass@host:a/b', 'git:***@host:a/b'],
      ['x'.repeat(200), 'x'.repeat(200)],
      ['x'.repeat(201), `${'x'.repeat(200)}… (201 characters)`],
    ];
    for (const [value, expected] of shown) assert.equal(show(value), expected);
  });

  it('are named by their path', () => {
    assert.equal(formatPath(['spec', 'sources', 0, 'repoURL']), 'spec.sources[0].repoURL');
    assert.equal(formatPath(['data', 'server.insecure']), 'data["server.insecure"]');
    assert.equal(formatPath([0, 'a-b']), '[0].a-b');
    assert.equal(formatPath(['1a', 'b!']), '["1a"]["b!"]');
    assert.equal(formatPath([]), '');
  });
});

describe('a finding', () => {
  const violation = { path: ['spec', 'project'], expected: 'a project', fix: 'name one' };

  it('is a problem with its field and value', () => {
    const finding = toFinding('project-named', { spec: { project: 'default' } }, violation);
    assert.deepEqual(finding, {
      rule: 'project-named',
      path: ['spec', 'project'],
      field: 'spec.project',
      value: 'default',
      found: 'spec.project is default',
      expected: 'a project',
      fix: 'name one',
    });
    assert.equal(
      formatProblem(finding),
      'spec.project is default [project-named]\n  expected: a project\n  fix: name one',
    );
  });

  it('says what its rule found, where the value does not', () => {
    const finding = toFinding('x', {}, { ...violation, found: 'nothing', value: 'v' });
    assert.deepEqual([finding.found, finding.value], ['nothing', 'v']);
  });

  it('waits where it rests on what is unknown', () => {
    assert.equal(restsOnUnknown({ spec: { project: UNKNOWN } }, violation), true);
    assert.equal(restsOnUnknown({ spec: UNKNOWN }, violation), true);
    assert.equal(restsOnUnknown({ spec: { project: 'x' }, a: UNKNOWN }, violation), false);
    assert.equal(restsOnUnknown({ a: UNKNOWN }, { ...violation, reads: [['b'], ['a']] }), true);
  });
});

describe('a subject', () => {
  it('is made of a manifest that says what it is', () => {
    const manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } };
    const subject = subjectOfManifest(manifest);
    assert.deepEqual(subject, { type: 'kubernetes:apps/v1:Deployment', props: manifest });
    assert.equal(subject && nameOf(subject), 'x');
    assert.equal(subjectOfManifest({ apiVersion: 'v1', kind: 'Secret' })?.type, 'kubernetes:core/v1:Secret');
    assert.equal(subjectOfManifest({ apiVersion: 'v1' }), undefined);
    assert.equal(subjectOfManifest({ kind: 'Secret' }), undefined);
  });

  it('has a name only as text', () => {
    assert.equal(nameOf({ type: 'x', props: {} }), undefined);
    assert.equal(nameOf({ type: 'x', props: { metadata: { name: 7 } } }), undefined);
    assert.equal(nameOf({ type: 'x', props: { metadata: [] } }), undefined);
  });

  it('brings along the items of a list', () => {
    const items = [{ apiVersion: 'v1', kind: 'Secret' }, 7, { kind: 'x' }];
    const places = (type: string) =>
      withNested({ type, props: { items } }).map(({ path, subject }) => [path, subject.type]);
    assert.deepEqual(places('kubernetes:core/v1:SecretList'), [
      [[], 'kubernetes:core/v1:SecretList'],
      [['items', 0], 'kubernetes:core/v1:Secret'],
    ]);
    assert.deepEqual(places('kubernetes:core/v1:Secret'), [[[], 'kubernetes:core/v1:Secret']]);
    assert.deepEqual(places('other:core/v1:SecretList'), [[[], 'other:core/v1:SecretList']]);
  });

  it('may hold others as a release or a list', () => {
    const types = [
      'kubernetes:helm.sh/v3:Release',
      'kubernetes:core/v1:List',
      'kubernetes:core/v1:Secret',
      'x:y:List',
    ];
    assert.deepEqual(types.map(mayHoldObjects), [true, true, false, false]);
  });

  it('brings along the extra objects of a release, if its values are known', () => {
    const places = (values: unknown) =>
      withNested({ type: 'kubernetes:helm.sh/v3:Release', props: { values } }).map(({ path }) => path);
    assert.deepEqual(places({ extraObjects: [{ apiVersion: 'v1', kind: 'Secret' }] }), [
      [],
      ['values', 'extraObjects', 0],
    ]);
    assert.deepEqual(places(UNKNOWN), [[]]);
    const values = { extraObjects: [{ apiVersion: 'v1', kind: 'Secret' }] };
    assert.equal(withNested({ type: 'other', props: { values } }).length, 1);
  });
});
