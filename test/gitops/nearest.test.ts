import assert from 'node:assert/strict';
import { didYouMean, nearest } from '../../gitops/nearest';

const ENVIRONMENTS = ['local', 'staging', 'production'];

describe('the nearest name', () => {
  for (const [word, expected] of [
    ['stagin', ['staging']],
    ['stagign', ['staging']],
    ['Local', ['local']],
    ['productoin', ['production']],
    ['qa', []],
    ['development', []],
    ['', []],
  ] as const) {
    it(`${word || 'nothing'} → ${expected.join(', ') || 'nothing'}`, () =>
      assert.deepEqual(nearest(word, ENVIRONMENTS), expected));
  }

  it('counts a swap of neighbours as one edit', () => {
    assert.deepEqual(nearest('ab-dc', ['ab-cd', 'ab-xx']), ['ab-cd']);
  });

  it('names all that are equally near, each once and sorted', () => {
    assert.deepEqual(nearest('service-c', ['service-b', 'service-a', 'service-b']), [
      'service-a',
      'service-b',
    ]);
    assert.equal(
      didYouMean('service-c', ['service-b', 'service-a']),
      ' (did you mean service-a or service-b?)',
    );
  });

  it('says nothing where nothing is near', () => {
    assert.equal(didYouMean('qa', ENVIRONMENTS), '');
  });
});
