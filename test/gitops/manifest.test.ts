import assert from 'node:assert/strict';
import { describeManifest, groupOf, isApplication, isManifest, type Manifest } from '../../gitops/manifest';

const metadata = { name: 'web', namespace: 'argocd' };

function application(spec: unknown): Manifest {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata, spec };
}

describe('isApplication', () => {
  const source = { repoURL: 'https://example.com/tree', path: 'web' };
  const destination = { namespace: 'web' };

  it('takes an Application that can be followed', () => {
    assert.ok(isApplication(application({ project: 'a', source, destination })));
    assert.ok(isApplication(application({ project: 'a', sources: [source, source], destination })));
  });

  for (const [name, spec] of Object.entries({
    'no spec': undefined,
    'no project': { source, destination },
    'no destination': { project: 'a', source },
    'no source': { project: 'a', destination },
    'no sources': { project: 'a', destination, sources: [] },
    'a source without repository': { project: 'a', destination, source: { path: 'web' } },
    'a path that is a number': { project: 'a', destination, source: { ...source, path: 1 } },
  })) {
    it(`refuses ${name}`, () => assert.ok(!isApplication(application(spec))));
  }

  it('refuses the kind of another group', () => {
    const other = { ...application({ project: 'a', source, destination }), apiVersion: 'app.k8s.io/v1' };
    assert.ok(!isApplication(other));
  });
});

describe('isManifest', () => {
  it('wants apiVersion, kind and a name', () => {
    assert.ok(isManifest(application({})));
    for (const value of [null, 'text', [], {}, { apiVersion: 'v1', kind: 'Secret', metadata: {} }]) {
      assert.ok(!isManifest(value));
    }
  });
});

describe('groupOf and describeManifest', () => {
  it('tell what an object is', () => {
    assert.equal(groupOf(application({})), 'argoproj.io');
    assert.equal(groupOf({ apiVersion: 'v1', kind: 'Secret', metadata }), '');
    assert.equal(describeManifest(application({})), 'Application argocd/web');
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } };
    assert.equal(describeManifest(namespace), 'Namespace web');
  });
});
