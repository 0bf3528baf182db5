import assert from 'node:assert/strict';
import { isPatchResource, parseUrn, typeMetaOf } from '../../../../embedded/provider/wire/urn';

const urn = (type: string, name = 'n') => `urn:pulumi:local::argo-bootstrap::${type}::${name}`;

describe('parseUrn', () => {
  it('takes the type of the resource itself from below its parents', () => {
    const parsed = parseUrn(urn('argo:index:ArgoCd$kubernetes:core/v1:Namespace', 'argocd'));
    assert.deepEqual(parsed, { type: 'kubernetes:core/v1:Namespace', name: 'argocd' });
  });

  it('keeps colons in names', () => {
    assert.equal(parseUrn(urn('kubernetes:core/v1:Namespace', 'a::b')).name, 'a::b');
  });

  it('refuses what is no URN', () => {
    assert.throws(() => parseUrn('nonsense'), /"nonsense" is not a Pulumi URN/);
  });
});

describe('typeMetaOf', () => {
  for (const [type, apiVersion, kind] of [
    ['kubernetes:core/v1:Namespace', 'v1', 'Namespace'],
    ['kubernetes:apps/v1:Deployment', 'apps/v1', 'Deployment'],
    ['kubernetes:argoproj.io/v1alpha1:Application', 'argoproj.io/v1alpha1', 'Application'],
  ] as const) {
    it(`reads ${type}`, () => assert.deepEqual(typeMetaOf({ type, name: 'n' }), { apiVersion, kind }));
  }

  it('refuses a type of another shape', () => {
    assert.throws(() => typeMetaOf({ type: 'Namespace', name: 'n' }), /"Namespace" is not a Kubernetes type/);
  });
});

describe('isPatchResource', () => {
  it('compares the type with the kind, as a kind may itself end in Patch', () => {
    const type = 'kubernetes:example.org/v1:Patch';
    assert.equal(isPatchResource({ type, name: 'n' }, 'Patch'), false);
    assert.equal(isPatchResource({ type: `${type}Patch`, name: 'n' }, 'Patch'), true);
  });
});
