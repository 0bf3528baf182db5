import assert from 'node:assert/strict';
import type { Manifest } from '../../gitops/manifest';
import { immutableChanges } from '../../validate/diff/immutable';
import { comparedObject } from '../../validate/diff/objects';

const metadata = { name: 'web' };
const secret = (password: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  stringData: { password, same: 'kept' },
});

describe('comparedObject', () => {
  it('shows that a value of a Secret changed, and never the value', () => {
    const [before, after] = [
      comparedObject(secret('hunter2'), 'web'),
      comparedObject(secret('hunter3'), 'web'),
    ];
    assert.ok(![before.text, after.text].some((text) => /hunter|kept/.test(text)));
    const [left, right] = [before.text.split('\n'), after.text.split('\n')];
    const changed = left.filter((line, index) => line !== right[index]);
    assert.equal(changed.length, 1);
    assert.match(changed[0] ?? '', /^ {2}password: \(hidden, /);
  });

  it('shows that a credential in an address changed, and never the credential', () => {
    const map = (password: string): Manifest => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { url: `https://argocd:${password}@github.com/a` },
    });
    const [before, after] = ['hunter2', 'hunter3'].map((password) => comparedObject(map(password), 'web'));
    assert.notEqual(before?.text, after?.text);
    assert.match(after?.text ?? '', /url: https:\/\/\(hidden, \w{6}\)@github\.com\/a/);
  });

  it('takes objects for equal that differ in the order of keys, the chart’s version or the status', () => {
    const one: Manifest = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, labels: { 'helm.sh/chart': 'a-1' } },
      spec: { a: 1, b: 2 },
    };
    const other: Manifest = {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { labels: { 'helm.sh/chart': 'a-2' }, ...metadata },
      spec: { b: 2, a: 1 },
      status: {},
    };
    assert.equal(comparedObject(one, 'web').text, comparedObject(other, 'web').text);
  });

  it('tells objects apart by group, kind, namespace and name, not by version', () => {
    const keyOf = (apiVersion: string, namespace: string) =>
      comparedObject({ apiVersion, kind: 'Deployment', metadata }, namespace).key;
    assert.equal(keyOf('apps/v1', 'web'), keyOf('apps/v1beta1', 'web'));
    assert.notEqual(keyOf('apps/v1', 'web'), keyOf('apps/v1', 'other'));
    assert.notEqual(keyOf('apps/v1', 'web'), keyOf('v1', 'web'));
  });
});

describe('immutableChanges', () => {
  const set = (spec: object, annotations = {}): Manifest => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { ...metadata, annotations },
    spec,
  });

  it('names the fields that Kubernetes does not let change', () => {
    assert.deepEqual(
      immutableChanges(set({ serviceName: 'a', replicas: 1 }), set({ serviceName: 'b', replicas: 2 })),
      ['spec.serviceName'],
    );
  });

  it('says nothing of objects that are made anew', () => {
    const hook = { 'argocd.argoproj.io/hook': 'PreSync' };
    assert.deepEqual(immutableChanges(set({ serviceName: 'a' }, hook), set({ serviceName: 'b' }, hook)), []);
  });

  it('knows ConfigMaps that are marked immutable', () => {
    const map = (data: object): Manifest => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      immutable: true,
      data,
    });
    assert.deepEqual(immutableChanges(map({ a: '1' }), map({ a: '2' })), ['data']);
  });
});
