import assert from 'node:assert/strict';
import { poll, WaitError } from '../../../../embedded/provider/wait/poll';
import { readiness } from '../../../../embedded/provider/wait/readiness';
import { customConditions } from '../../../../embedded/provider/wait/wait-for';
import type { JsonObject } from '../../../../embedded/provider/wire/values';

const patience = (timeout: number, signal = new AbortController().signal) => ({
  timeout,
  signal,
  progress: () => undefined,
});

describe('poll', () => {
  it('ends with what it waited for', async () => {
    let looks = 0;
    const look = async () => (++looks < 3 ? { waiting: 'not yet' } : { done: 'here' });
    assert.equal(await poll(look, patience(5)), 'here');
  });

  it('gives up in time, with the last reason', async () => {
    await assert.rejects(
      poll(async () => ({ waiting: 'no pods' }), patience(0.2)),
      /no pods \(gave up after 0\.2 s\)/,
    );
  });

  it('stops at once where waiting is pointless', async () => {
    await assert.rejects(
      poll(async () => ({ failed: 'the job failed' }), patience(60)),
      new WaitError('the job failed'),
    );
  });

  it('stops when it is cancelled', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await assert.rejects(
      poll(async () => ({ waiting: 'no pods' }), patience(60, abort.signal)),
      /no pods \(cancelled\)/,
    );
  });
});

describe('readiness', () => {
  const cases: [name: string, object: JsonObject, expected: object][] = [
    ['a kind without a notion of it', { apiVersion: 'example.org/v1', kind: 'Widget' }, { done: true }],
    [
      'a namespace that is active',
      { apiVersion: 'v1', kind: 'Namespace', status: { phase: 'Active' } },
      { done: true },
    ],
    [
      'a deployment that no controller has seen',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { generation: 2 },
        status: { observedGeneration: 1 },
      },
      { waiting: 'no controller has seen this version yet' },
    ],
    [
      'a deployment with an old replica left',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: { replicas: 1 },
        status: { updatedReplicas: 1, replicas: 2, availableReplicas: 2 },
      },
      { waiting: '1 old replicas still there' },
    ],
    [
      'a deployment past its deadline',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        status: {
          conditions: [
            { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'm' },
          ],
        },
      },
      { failed: 'ProgressDeadlineExceeded: m' },
    ],
    [
      'a stateful set whose replicas are not ready',
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        spec: { replicas: 2 },
        status: { updatedReplicas: 2, readyReplicas: 1 },
      },
      { waiting: '1 of 2 replicas ready' },
    ],
    [
      'a job that failed',
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        status: {
          conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'm' }],
        },
      },
      { failed: 'the job failed (BackoffLimitExceeded: m)' },
    ],
    [
      'a claim that is pending',
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } },
      { waiting: 'phase is Pending, not Bound' },
    ],
    [
      'a definition whose names collide',
      {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        status: {
          conditions: [{ type: 'NamesAccepted', status: 'False', reason: 'Conflict', message: 'm' }],
        },
      },
      { failed: 'Conflict: m' },
    ],
    [
      'a load balancer without an address',
      { apiVersion: 'v1', kind: 'Service', spec: { type: 'LoadBalancer' } },
      { waiting: 'no load balancer address yet' },
    ],
  ];
  for (const [name, object, expected] of cases) {
    it(`judges ${name}`, () => assert.deepEqual(readiness(object), expected));
  }
});

describe('customConditions', () => {
  const live = {
    status: { phase: 'Up', conditions: [{ type: 'Ready', status: 'False', reason: 'R', message: 'm' }] },
  };

  it('wants all of them', () => {
    assert.deepEqual(customConditions(live, ['condition=Ready=False', 'jsonpath={.status.phase}=Up']), {
      done: true,
    });
    assert.deepEqual(customConditions(live, ['jsonpath={.status.phase}', 'condition=Ready']), {
      waiting: 'condition Ready is False, not True; R: m',
    });
    assert.deepEqual(customConditions(live, ['jsonpath={.status.phase}=Down']), {
      waiting: '.status.phase is "Up", not Down',
    });
  });

  it('refuses what it can not read', () => {
    const seen = customConditions(live, ['ready please']);
    assert.match('failed' in seen ? seen.failed : '', /pulumi\.com\/waitFor holds "ready please"/);
  });
});
