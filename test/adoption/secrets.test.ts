import assert from 'node:assert/strict';
import { secretProblems } from '../../adoption/secrets';
import type { Manifest } from '../../gitops/manifest';

const found = (values: Record<string, unknown>, objects: Manifest[] = [], harmless: string[] = []) =>
  secretProblems(values, objects, harmless).map((problem) => problem.found);

describe('secrets in what is taken over', () => {
  it('are suspected by the names of values, wherever they stand', () => {
    const values = { auth: { rootPassword: 'x', tokens: ['a'] }, env: [{ API_KEY: 'x' }], apiToken: 'x' };
    assert.deepEqual(
      found(values),
      ['auth.rootPassword', 'env.0.API_KEY', 'apiToken'].map(
        (path) => `the release was given a value for ${path}, which would stand in the repository in clear`,
      ),
    );
  });

  it('are not suspected in references, numbers and empty values', () => {
    const values = { existingSecretName: 'db', passwordKey: 'password', token: '', tokenTTL: 'x', secret: 5 };
    assert.deepEqual(found(values), []);
  });

  it('are none where somebody says so', () => {
    assert.deepEqual(found({ auth: { token: 'public' } }, [], ['auth.token']), []);
  });

  it('never appear in the message', () => {
    assert.ok(!found({ password: 'hunter2' }).join().includes('hunter2'));
  });

  it('may be made by the chart', () => {
    const secret = (name: string, data: object): Manifest => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      ...data,
    });
    const objects = [
      secret('full', { data: { a: 'eA==' } }),
      secret('empty', {}),
      secret('text', { stringData: { a: 'x' } }),
    ];
    assert.deepEqual(found({}, objects), [
      'the chart makes Secret full from values',
      'the chart makes Secret text from values',
    ]);
  });
});
