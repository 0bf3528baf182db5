import assert from 'node:assert/strict';
import { ApiError } from '../../../../embedded/provider/cluster/api-error';
import { readConfiguration } from '../../../../embedded/provider/configure';
import { immutablePaths } from '../../../../embedded/provider/diff/immutable';
import { overlaps, replacedPaths } from '../../../../embedded/provider/diff/replacement';
import type { JsonObject } from '../../../../embedded/provider/wire/values';

const replaces = (before: JsonObject, path: readonly string[], variables: Record<string, string> = {}) =>
  replacedPaths(before, readConfiguration(variables, {}).settings).some((known) => overlaps(known, path));

describe('replacedPaths', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret' };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };

  it('replaces another name or namespace of anything', () => {
    assert.ok(replaces({ apiVersion: 'example.org/v1', kind: 'Widget' }, ['metadata', 'name']));
    assert.ok(replaces(configMap, ['metadata', 'namespace']));
    assert.ok(!replaces(configMap, ['metadata', 'labels', 'a']));
  });

  it('knows kinds by group, not by name alone', () => {
    assert.ok(
      replaces({ apiVersion: 'apps/v1', kind: 'Deployment' }, ['spec', 'selector', 'matchLabels', 'a']),
    );
    assert.ok(!replaces({ apiVersion: 'example.org/v1', kind: 'Deployment' }, ['spec', 'selector']));
    assert.ok(replaces({ apiVersion: 'batch/v1', kind: 'Job' }, ['spec', 'template', 'spec', 'containers']));
  });

  it('updates data in place unless it is immutable or the configuration says otherwise', () => {
    assert.ok(!replaces(configMap, ['data', 'a']));
    assert.ok(replaces({ ...configMap, immutable: true }, ['data', 'a']));
    assert.ok(replaces({ ...configMap, immutable: true }, ['immutable']));
    assert.ok(!replaces(secret, ['stringData', 'a']));
    assert.ok(replaces(secret, ['stringData', 'a'], { enableSecretMutable: 'false' }));
    assert.ok(replaces(secret, ['type']));
  });
});

describe('immutablePaths', () => {
  const refusal = (code: number, ...causes: [field: string, message: string][]) =>
    new ApiError(
      code,
      'Invalid',
      'refused',
      causes.map(([field, message]) => ({ reason: '', field, message })),
    );

  it('finds the fields that may not change', () => {
    const error = refusal(
      422,
      ['spec.ports[0].nodePort', 'Forbidden: field is immutable'],
      ['spec.other', 'Required value'],
    );
    assert.deepEqual(immutablePaths(error), [['spec', 'ports', 0, 'nodePort']]);
  });

  it('takes other refusals for what they are', () => {
    assert.equal(
      immutablePaths(refusal(422, ['spec.replicas', 'Invalid value: must be positive'])),
      undefined,
    );
    assert.equal(immutablePaths(refusal(409, ['spec', 'field is immutable'])), undefined);
    assert.equal(immutablePaths(new Error('field is immutable')), undefined);
  });
});
