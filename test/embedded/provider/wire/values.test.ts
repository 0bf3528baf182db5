import assert from 'node:assert/strict';
import { fromStruct, toStruct } from '../../../../embedded/provider/wire/struct';
import {
  containsSecret,
  containsUnknown,
  equal,
  isSecret,
  plain,
  secret,
  UNKNOWN,
  unwrap,
} from '../../../../embedded/provider/wire/values';

describe('property values', () => {
  it('survive the wire', () => {
    const bag = { text: 'a', number: 1.5, none: null, list: [true, { deep: secret('s') }], unknown: UNKNOWN };
    assert.deepEqual(fromStruct(toStruct(bag)), bag);
    assert.deepEqual(fromStruct(undefined), {});
  });

  it('are wrapped as secrets once, and unwrapped whole', () => {
    const wrapped = secret('s');
    assert.ok(isSecret(wrapped));
    assert.equal(secret(wrapped), wrapped);
    assert.equal(unwrap({ ...(wrapped as object), value: secret('inner') }), 'inner');
  });

  it('are searched below envelopes', () => {
    assert.ok(containsUnknown({ a: [secret(UNKNOWN)] }));
    assert.ok(containsSecret({ a: [{ b: secret(1) }] }));
    assert.ok(!containsSecret({ a: ['secret'] }));
  });

  it('lose envelopes and gain key names in a plain copy', () => {
    assert.deepEqual(
      plain({ a_b: secret([{ a_b: 1 }]) }, (key) => key.replace('_', '-')),
      { 'a-b': [{ 'a-b': 1 }] },
    );
  });

  it('are equal whatever the order of their keys', () => {
    assert.ok(equal({ a: [1], b: null }, { b: null, a: [1] }));
    assert.ok(!equal({ a: [1, 2] }, { a: [2, 1] }));
    assert.ok(!equal({ a: 1 }, { a: 1, b: 2 }));
  });
});
