import assert from 'node:assert/strict';
import { acceptedStatus } from '../../../embedded/simulation/gateway-status';

const NOW = new Date('2026-01-01T00:00:00Z');
const conditionsOf = (status: object | undefined) =>
  ((status as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).map(
    ({ type, status: value }) => `${type}=${value}`,
  );

describe('acceptedStatus', () => {
  const gateway = {
    kind: 'Gateway',
    metadata: { name: 'shared', namespace: 'gateway-system', generation: 2 },
    spec: { listeners: [{ name: 'http' }, { name: 'https' }] },
  };

  it('programs a Gateway and each of its listeners', () => {
    const status = acceptedStatus(gateway, NOW) as { listeners: { name: string }[] };
    assert.deepEqual(conditionsOf(status), ['Accepted=True', 'Programmed=True']);
    assert.deepEqual(
      status.listeners.map(({ name }) => name),
      ['http', 'https'],
    );
  });

  it('replaces the conditions that wait for a controller', () => {
    const waiting = { conditions: [{ type: 'Accepted', status: 'Unknown', observedGeneration: 2 }] };
    assert.notEqual(acceptedStatus({ ...gateway, status: waiting }, NOW), undefined);
  });

  it('writes nothing where its status stands for this generation, and again for the next', () => {
    const status = acceptedStatus(gateway, NOW);
    assert.ok(status);
    assert.equal(acceptedStatus({ ...gateway, status }, NOW), undefined);
    const edited = { ...gateway, status, metadata: { ...gateway.metadata, generation: 3 } };
    assert.notEqual(acceptedStatus(edited, NOW), undefined);
  });

  it('accepts a GatewayClass, and a route for each of its parents', () => {
    const gatewayClass = { kind: 'GatewayClass', metadata: { name: 'shared', generation: 1 } };
    assert.deepEqual(conditionsOf(acceptedStatus(gatewayClass, NOW)), ['Accepted=True']);
    const route = {
      kind: 'HTTPRoute',
      metadata: { name: 'hello', namespace: 'hello', generation: 1 },
      spec: { parentRefs: [{ name: 'shared', namespace: 'gateway-system' }] },
    };
    const { parents } = acceptedStatus(route, NOW) as { parents: { parentRef: object }[] };
    assert.deepEqual(
      parents.map(({ parentRef }) => parentRef),
      route.spec.parentRefs,
    );
  });

  it('leaves other kinds alone', () => {
    assert.equal(acceptedStatus({ kind: 'Service', metadata: { name: 'x' } }, NOW), undefined);
  });
});
