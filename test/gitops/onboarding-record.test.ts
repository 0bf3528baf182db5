import assert from 'node:assert/strict';
import { requestSchema } from '../../gitops/onboarding-record';

const GOOD = {
  service: 'payments',
  team: '@example-org/payments',
  namespace: 'payments',
  environments: ['local'],
  chart: { path: 'charts/payments' },
};

const FETCHED = { repository: 'https://charts.example.com', name: 'web', version: '1.2.3' };

describe('a request', () => {
  const accepted: [string, object][] = [
    ['with a local chart', {}],
    ['with a chart of a repository', { chart: FETCHED }],
    ['with a chart of a registry', { chart: { ...FETCHED, repository: 'oci://ghcr.io/example/charts' } }],
    ['with a registry at a port', { chart: { ...FETCHED, repository: 'oci://localhost:5000/charts' } }],
    ['for one person', { team: '@someone' }],
    ['with names that are also those of methods', { service: 'constructor', namespace: 'constructor' }],
  ];
  for (const [what, change] of accepted) {
    it(`is accepted ${what}`, () => {
      assert.ok(requestSchema.safeParse({ ...GOOD, ...change }).success);
    });
  }

  const refused: [string, object][] = [
    ['service', { service: '../../policy' }],
    ['service', { service: 'a/b' }],
    ['service', { service: 'a\nb' }],
    ['service', { service: 'payments\n' }],
    ['service', { service: '-rf' }],
    ['service', { service: 'Payments' }],
    ['service', { service: 'pаyments' }], // a Cyrillic letter
    ['service', { service: '' }],
    ['service', { service: '__proto__' }],
    ['service', { service: 'a'.repeat(41) }],
    ['service', { service: 'charts' }],
    ['service', { service: '{{ .x }}' }],
    ['namespace', { namespace: 'argocd' }],
    ['namespace', { namespace: 'kube-system' }],
    ['namespace', { namespace: 'default' }],
    ['namespace', { namespace: 'a.b' }],
    ['namespace', { namespace: 'a'.repeat(64) }],
    ['team', { team: 'payments' }],
    ['team', { team: '@a b' }],
    ['team', { team: '@a/b\n* @evil' }],
    ['environments', { environments: [] }],
    ['size', { size: 'huge' }],
    ['wave', { wave: 1.5 }],
    ['project', { project: 'root' }],
    ['chart', { chart: {} }],
    ['chart', { chart: { path: 'a', ...FETCHED } }],
    ['chart', { chart: { name: 'web', version: '1.2.3' } }],
    ['chart.repository', { chart: { ...FETCHED, repository: 'http://charts.example.com' } }],
    ['chart.repository', { chart: { ...FETCHED, repository: 'https://user:secret@charts.example.com' } }],
    ['chart.repository', { chart: { ...FETCHED, repository: 'https://charts.example.com/../x' } }],
    ['chart.repository', { chart: { ...FETCHED, repository: '--post-renderer=sh' } }],
    ['chart.name', { chart: { ...FETCHED, name: '--repo' } }],
    ['chart.name', { chart: { ...FETCHED, name: '../web' } }],
    ['chart.version', { chart: { ...FETCHED, version: '^1.2.0' } }],
    ['chart.version', { chart: { ...FETCHED, version: 'latest' } }],
    ['', { unknown: true }],
  ];
  for (const [field, change] of refused) {
    it(`is refused with ${JSON.stringify(change)}`, () => {
      const { error } = requestSchema.safeParse({ ...GOOD, ...change });
      assert.deepEqual([...new Set(error?.issues.map(({ path }) => path.join('.')))], [field]);
    });
  }
});
