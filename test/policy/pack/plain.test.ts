import assert from 'node:assert/strict';
import { Secret } from '@pulumi/policy';
import { asset } from '@pulumi/pulumi';
import { SECRET, UNKNOWN } from '../../../policy/core/values';
import { plainCopy, sealedCopy } from '../../../policy/pack/plain';

/** As the policy SDK hands over what it doesn't know: reading it throws. */
function withUnknown(known: object, ...unknown: string[]): object {
  return unknown.reduce((value, key) => {
    const get = () => {
      throw new Error(`${key} can't be known`);
    };
    return Object.defineProperty(value, key, { get, enumerable: true });
  }, known);
}

describe('inputs of a resource, copied for the rules', () => {
  it('keep their values, and say what is unknown', () => {
    const inner = withUnknown({ a: 1 }, 'b');
    assert.deepEqual(plainCopy({ list: [inner, null, 'x'], map: withUnknown({}, 'c') }), {
      list: [{ a: 1, b: UNKNOWN }, null, 'x'],
      map: { c: UNKNOWN },
    });
  });

  it('keep files as they are', () => {
    const file = new asset.StringAsset('x');
    assert.equal((plainCopy({ file }) as { file: unknown }).file, file);
    assert.equal((sealedCopy({ file }) as { file: unknown }).file, file);
  });

  it('say what is secret, through the unwrapping that the policy SDK does', () => {
    const unwrapping: ProxyHandler<Record<string, unknown>> = {
      get: (target, key) => {
        const value = Reflect.get(target, key);
        return value instanceof Secret ? value.value : value;
      },
    };
    const props = new Proxy(
      { a: new Secret('x'), b: [new Secret({ c: 1 }), 2], d: { e: 'plain' } },
      unwrapping,
    );
    assert.equal(Reflect.get(props, 'a'), 'x');
    assert.deepEqual(sealedCopy(props), { a: SECRET, b: [SECRET, 2], d: { e: 'plain' } });
  });
});
