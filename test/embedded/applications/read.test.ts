import assert from 'node:assert/strict';
import { type Application, describeApplication } from '../../../embedded/applications/read';

const application = (status: Application['status'], project = 'platform'): Application => ({
  metadata: {
    name: 'infra-data-plane',
    labels: { 'argo-bootstrap.dev/layer': 'platform', 'argo-bootstrap.dev/environment': 'staging' },
    annotations: { 'argocd.argoproj.io/sync-wave': '10' },
  },
  spec: { project },
  ...(status && { status }),
});

describe('describeApplication', () => {
  it('describes one that is well', () => {
    const row = describeApplication(
      application({
        sync: { status: 'Synced', revision: 'abc' },
        health: { status: 'Healthy' },
        history: [{ revision: 'aaa' }, { revisions: ['abc'] }],
        operationState: { phase: 'Succeeded', message: 'successfully synced' },
      }),
    );
    assert.deepEqual(row, {
      name: 'infra-data-plane',
      project: 'platform',
      environment: 'staging',
      layer: 'platform',
      wave: 10,
      sync: 'Synced',
      health: 'Healthy',
      revision: 'abc',
      history: ['aaa', 'abc'],
      message: '',
      failing: false,
    });
  });

  it('describes one that Argo CD has not looked at', () => {
    const { sync, health, revision, failing } = describeApplication(application(undefined));
    assert.deepEqual(
      { sync, health, revision, failing },
      {
        sync: 'Unknown',
        health: 'Unknown',
        revision: '',
        failing: false,
      },
    );
  });

  it("shows Argo CD's own errors first", () => {
    const { message, failing } = describeApplication(
      application({
        conditions: [
          { type: 'OrphanedResourceWarning', message: 'two orphans' },
          { type: 'ComparisonError', message: 'helmfile.yaml.gotmpl:3: no such value' },
        ],
        operationState: { phase: 'Failed', message: 'sync failed' },
      }),
    );
    assert.equal(message, 'helmfile.yaml.gotmpl:3: no such value');
    assert.equal(failing, true);
  });

  it('repeats no credential that an error names', () => {
    const { message } = describeApplication(
      application({
        conditions: [{ type: 'ComparisonError', message: 'cannot read https://argocd:pass@host/a' }],
      }),
    );
    assert.equal(message, 'cannot read https://***@host/a');
  });

  it('names the objects that a sync could not apply', () => {
    const { message, failing } = describeApplication(
      application({
        operationState: {
          phase: 'Failed',
          message: 'one or more objects failed to apply',
          syncResult: {
            resources: [
              { kind: 'Deployment', name: 'edge', status: 'Synced' },
              {
                kind: 'PriorityClass',
                name: 'batch',
                status: 'SyncFailed',
                message: 'not permitted in project',
              },
            ],
          },
        },
      }),
    );
    assert.equal(
      message,
      'one or more objects failed to apply; PriorityClass batch: not permitted in project',
    );
    assert.equal(failing, true);
  });

  it('calls work under way no failure', () => {
    const { message, failing } = describeApplication(
      application({ operationState: { phase: 'Running', message: 'waiting for healthy state' } }),
    );
    assert.deepEqual({ message, failing }, { message: 'waiting for healthy state', failing: false });
  });

  it('does not blame the root for its children', () => {
    const degraded = application({ health: { status: 'Degraded', message: 'a child is broken' } }, 'root');
    assert.equal(describeApplication(degraded).failing, false);
  });
});
