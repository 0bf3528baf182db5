import assert from 'node:assert/strict';
import { importedInputs } from '../../../../embedded/provider/apply/check';
import {
  checkpoint,
  fieldManager,
  inputsOf,
  liveOf,
  toKubernetes,
} from '../../../../embedded/provider/apply/checkpoint';
import { explainApplyError } from '../../../../embedded/provider/apply/conflict';
import { withName } from '../../../../embedded/provider/apply/naming';
import { reconcileInputs } from '../../../../embedded/provider/apply/reconcile';
import { ApiError } from '../../../../embedded/provider/cluster/api-error';
import { secret } from '../../../../embedded/provider/wire/values';

const urn = 'urn:pulumi:s::p::kubernetes:core/v1:ConfigMap::cm';

describe('checkpoint', () => {
  it('keeps the official state shape, which can be taken apart again', () => {
    const inputs = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: secret('s') } };
    const live = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cm', managedFields: [{ manager: 'm' }] },
      data: { a: 's' },
    };
    const state = checkpoint(live, { inputs, manager: 'm', initialApiVersion: 'v1' });
    assert.deepEqual(state, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cm' },
      data: { a: secret('s') },
      __inputs: inputs,
      __initialApiVersion: 'v1',
      __fieldManager: 'm',
    });
    assert.deepEqual(liveOf(state), { ...live, metadata: { name: 'cm' } });
    assert.deepEqual(inputsOf(state), inputs);
  });

  it('spells the keys of definitions as each side wants them', () => {
    const live = { spec: { 'x-kubernetes-int-or-string': true, 'x-other': 1 } };
    const state = checkpoint(live, { inputs: {}, manager: 'm', initialApiVersion: 'v1' });
    assert.deepEqual(state['spec'], { x_kubernetes_int_or_string: true, 'x-other': 1 });
    assert.deepEqual(toKubernetes({ spec: state['spec'] ?? null }), live);
  });
});

describe('fieldManager', () => {
  it('follows from the URN, so that an interrupted run knows its own objects', () => {
    assert.match(fieldManager(urn, {}, {}), /^pulumi-kubernetes-[0-9a-f]{8}$/);
    assert.equal(fieldManager(urn, {}, {}), fieldManager(urn, {}, {}));
    assert.notEqual(fieldManager(urn, {}, {}), fieldManager(`${urn}2`, {}, {}));
  });

  it('stays what the state or the annotation says', () => {
    assert.equal(fieldManager(urn, { __fieldManager: 'old' }, {}), 'old');
    const annotated = { metadata: { annotations: { 'pulumi.com/patchFieldManager': 'mine' } } };
    assert.equal(fieldManager(urn, { __fieldManager: 'old' }, annotated), 'mine');
  });
});

describe('withName', () => {
  const request = { urn, olds: undefined, news: {}, seed: Buffer.from('seed'), autonaming: undefined };

  it('makes one from the seed, the same for the same seed', () => {
    const [one, two] = [1, 2].map(() => withName({ metadata: { namespace: 'n' } }, undefined, request));
    assert.deepEqual(one, two);
    const other = withName({}, undefined, { ...request, seed: Buffer.from('other') });
    assert.notDeepEqual(one?.['metadata'], other['metadata']);
  });

  it('obeys the engine', () => {
    const asked = withName({}, undefined, { ...request, autonaming: { name: 'asked', disabled: false } });
    assert.deepEqual(asked, { metadata: { annotations: { 'pulumi.com/autonamed': 'true' }, name: 'asked' } });
    const forbidden = { ...request, autonaming: { name: '', disabled: true } };
    assert.throws(
      () => withName({}, undefined, forbidden),
      /autonaming is disabled\n {2}fix: set metadata.name/,
    );
  });

  it('refuses generateName, which can not be applied', () => {
    assert.throws(
      () => withName({ metadata: { generateName: 'x-' } }, undefined, request),
      /metadata.generateName/,
    );
  });
});

describe('reconcileInputs', () => {
  it('takes the live value only where that changed since the state was written', () => {
    const inputs = { spec: { cpu: '1000m', pods: '5', gone: 'x', list: ['a', 'b'] } };
    const previous = { spec: { cpu: '1', pods: '5', gone: 'x', list: ['a', 'b'], defaulted: 1 } };
    const live = { spec: { cpu: '1', pods: '7', list: ['a', 'c', 'd'], defaulted: 2 } };
    assert.deepEqual(reconcileInputs(inputs, previous, live), {
      spec: { cpu: '1000m', pods: '7', list: ['a', 'c', 'd'] },
    });
  });
});

describe('importedInputs', () => {
  it('leaves out what only the server or kubectl writes', () => {
    const live = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'cm',
        uid: 'u',
        resourceVersion: '1',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      },
      status: { a: 1 },
    };
    assert.deepEqual(importedInputs(live), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' } });
  });
});

describe('explainApplyError', () => {
  it('names the manager and the field of every conflict', () => {
    const causes = [
      { reason: 'FieldManagerConflict', message: 'conflict with "kubectl" using v1', field: '.data.a' },
      { reason: 'FieldManagerConflict', message: 'conflict with "argocd" using v1', field: '.data.b' },
    ];
    const explained = explainApplyError(new ApiError(409, 'Conflict', 'x', causes), {
      kind: 'ConfigMap',
      metadata: { name: 'cm', namespace: 'n' },
    }) as Error;
    assert.equal(
      explained.message,
      'ConfigMap n/cm has fields that somebody else manages:\n' +
        '  .data.a is managed by "kubectl"\n  .data.b is managed by "argocd"\n' +
        '  fix: leave these fields out, or take them over with the annotation pulumi.com/patchForce: "true"',
    );
  });
});
