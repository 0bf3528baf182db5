import assert from 'node:assert/strict';
import { compareObjects } from '../../adoption/compare';
import { liveDifferences } from '../../adoption/live';
import { notesOn, tooLarge } from '../../adoption/notes';
import type { Manifest } from '../../gitops/manifest';
import { readManifests } from '../../gitops/manifest';
import { ProblemError } from '../../gitops/problem';

const configMap = (name: string, data: Record<string, string>, metadata: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});

describe('a slice beside its release', () => {
  it('is the same, whatever the order of keys and documents, and with the namespace named or not', () => {
    const installed = readManifests(
      'kind: A\napiVersion: v1\nmetadata: {name: a}\n---\n# nothing\n---\napiVersion: v1\nkind: B\nmetadata: {name: b}\n',
    );
    const rendered = readManifests(
      'apiVersion: v1\nmetadata: {name: b}\nkind: B\n---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n',
    );
    assert.equal(installed.length, 2);
    assert.deepEqual(compareObjects(installed, rendered, 'web'), []);
  });

  it('has more, less and other objects', () => {
    const differences = compareObjects(
      [configMap('gone', {}), configMap('other', { a: '1', b: '2' })],
      [configMap('new', {}), configMap('other', { a: '1', b: '3' })],
      'web',
    );
    assert.deepEqual(
      differences.map(({ kind, object }) => [kind, object]),
      [
        ['removed', 'ConfigMap gone'],
        ['added', 'ConfigMap new'],
        ['changed', 'ConfigMap other'],
      ],
    );
    assert.match(differences[2]?.diff ?? '', /-\s+b: "2"\n\+\s+b: "3"/);
  });

  it('differs in the label of the chart, which a report of the check leaves out', () => {
    const labelled = (version: string) =>
      configMap('a', {}, { labels: { 'helm.sh/chart': `shop-${version}` } });
    const [difference] = compareObjects([labelled('1')], [labelled('2')], 'web');
    assert.match(difference?.diff ?? '', /-# helm.sh\/chart: shop-1\n\+# helm.sh\/chart: shop-2/);
  });

  it('hides the values of Secrets', () => {
    const secret = (value: string): Manifest => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      data: { a: value },
    });
    const [difference] = compareObjects([secret('b2xk')], [secret('bmV3')], 'web');
    assert.match(difference?.diff ?? '', /hidden/);
    assert.doesNotMatch(difference?.diff ?? '', /b2xk|bmV3/);
  });
});

describe('a slice beside what runs', () => {
  const cluster = (live: Manifest[], applied: Manifest[]) => ({
    run: async ([command]: readonly string[]) =>
      JSON.stringify({ kind: 'List', items: command === 'get' ? live : applied }),
  });
  const inWeb = (data: Record<string, string>, metadata: object) =>
    configMap('a', data, { namespace: 'web', ...metadata });

  it('is the same, whatever the API server notes for itself', async () => {
    const live = inWeb({ a: '1' }, { uid: '1', resourceVersion: '7', managedFields: [] });
    const applied = inWeb({ a: '1' }, { uid: '1', resourceVersion: '8', managedFields: [{}] });
    assert.deepEqual(await liveDifferences([configMap('a', {})], 'web', cluster([live], [applied])), []);
  });

  it('differs where somebody edited an object, or deleted it', async () => {
    const edited = cluster([inWeb({ a: 'edited' }, {})], [inWeb({ a: '1' }, {})]);
    const [changed] = await liveDifferences([configMap('a', {})], 'web', edited);
    assert.deepEqual([changed?.kind, changed?.object], ['changed', 'ConfigMap web/a']);
    assert.match(changed?.diff ?? '', /-\s+a: edited\n\+\s+a: "1"/);

    const deleted = {
      run: async ([command]: readonly string[]) => (command === 'get' ? '' : JSON.stringify(inWeb({}, {}))),
    };
    const [added] = await liveDifferences([configMap('a', {})], 'web', deleted);
    assert.equal(added?.kind, 'added');
  });
});

describe('a slice that the API server does not take', () => {
  const refusing = (found: string) => ({
    run: async ([command]: readonly string[]) => {
      if (command === 'get') return '';
      throw new ProblemError([{ rule: 'cluster-refused', found, expected: '', fix: '' }]);
    },
  });

  it('is a difference, object by object', async () => {
    const found =
      'kubectl apply: The Service "a" is invalid: spec.ports[1].name: Duplicate value: "http"\n' +
      'The Deployment.apps "b" is invalid: spec.selector: field is immutable';
    assert.deepEqual(await liveDifferences([configMap('a', {})], 'web', refusing(found)), [
      { object: 'Service a', kind: 'refused', diff: 'spec.ports[1].name: Duplicate value: "http"' },
      { object: 'Deployment b', kind: 'refused', diff: 'spec.selector: field is immutable' },
    ]);
  });

  it('is none where the user may not ask', async () => {
    const forbidden = refusing('kubectl apply: services "a" is forbidden: User "u" cannot patch');
    await assert.rejects(liveDifferences([configMap('a', {})], 'web', forbidden), /is forbidden/);
  });
});

describe('what is worth knowing of a release', () => {
  it('hooks, and definitions that are left out', () => {
    const hook = configMap('job', {}, { annotations: { 'helm.sh/hook': 'pre-upgrade' } });
    assert.deepEqual(notesOn([configMap('a', {}), hook], ['crds/a.yaml']), [
      'ConfigMap job is a hook (pre-upgrade): Argo CD runs it with every sync',
      'crds/a.yaml is left out: the definition stays in the cluster, and belongs to a slice of foundation',
    ]);
  });

  it('objects that are too large to be applied on the client’s side', () => {
    const large = { a: 'x'.repeat(300_000) };
    const annotations = { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' };
    const objects = [
      configMap('large', large),
      configMap('marked', large, { annotations }),
      configMap('small', {}),
    ];
    assert.deepEqual(
      tooLarge(objects).map(({ metadata }) => metadata.name),
      ['large'],
    );
  });
});
