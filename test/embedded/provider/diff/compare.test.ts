import assert from 'node:assert/strict';
import { compare, formatPath } from '../../../../embedded/provider/diff/compare';
import { type JsonObject, secret } from '../../../../embedded/provider/wire/values';

const changes = (before: JsonObject, after: JsonObject) =>
  compare(before, after).map(({ path, kind }) => `${kind} ${formatPath(path)}`);

describe('compare', () => {
  it('lists every leaf that differs, in order', () => {
    const before = { spec: { keep: 1, gone: { a: 1 }, list: [1, 2, 3] }, text: 'a' };
    const after = { spec: { keep: 1, list: [1, 9], more: true }, text: 'b' };
    assert.deepEqual(changes(before, after), [
      'delete spec.gone',
      'update spec.list[1]',
      'delete spec.list[2]',
      'add spec.more',
      'update text',
    ]);
  });

  it('takes null for absent, and secrets for what they hold', () => {
    assert.deepEqual(changes({ a: null, b: secret({ c: 1 }) }, { b: { c: 1 } }), []);
    assert.deepEqual(changes({ b: secret({ c: 1 }) }, { b: secret({ c: 2 }) }), ['update b.c']);
  });

  it('reports a change of shape at the place itself', () => {
    assert.deepEqual(changes({ a: { b: 1 } }, { a: [1] }), ['update a']);
  });
});

describe('formatPath', () => {
  it('quotes keys as Pulumi reads them', () => {
    assert.equal(
      formatPath(['metadata', 'labels', 'app.kubernetes.io/name']),
      'metadata.labels["app.kubernetes.io/name"]',
    );
    assert.equal(formatPath(['a.b', 0, 'say "x"."y"']), '["a.b"][0]["say \\"x\\".\\"y\\""]');
  });
});
