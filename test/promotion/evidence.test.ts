import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeApplication } from '../../embedded/applications/read';
import { askCluster, judge, readEvidenceFile } from '../../promotion/evidence';
import { temporaryDirectory } from '../support/temporary';

const AT = 'a'.repeat(40);
const BEFORE = 'b'.repeat(40);

/** An Application as the cluster has it. */
const root = {
  metadata: { name: 'apps-root', labels: { 'argo-bootstrap.dev/environment': 'staging' } },
  spec: { project: 'root' },
  status: {
    sync: { status: 'Synced', revision: AT },
    health: { status: 'Healthy' },
    history: [{ revision: BEFORE }, { revision: AT }],
  },
};

describe('evidence', () => {
  const directory = temporaryDirectory();

  function file(content: unknown): string {
    const path = join(directory.path, 'evidence.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  for (const [from, content] of [
    ['kubectl get applications -o json', { apiVersion: 'v1', kind: 'List', items: [root] }],
    ['argocd app list -o json', [root]],
    ['argo-bootstrap status --json', [describeApplication(root)]],
  ] as const) {
    it(`is read from what ${from} printed`, () => {
      const evidence = judge(readEvidenceFile(file(content)), 'staging');
      assert.equal(evidence.current, AT);
      assert.deepEqual(evidence.unwell, []);
      const synced = [...evidence.synced];
      assert.deepEqual(
        synced,
        [BEFORE, AT].map((revision) => [revision, ['apps-root']]),
      );
    });
  }

  it('says which Applications are not well, or not there yet', () => {
    const late = { ...describeApplication(root), name: 'infra-late', layer: 'apps', revision: BEFORE };
    const { unwell } = judge([describeApplication(root), late], 'staging');
    assert.deepEqual(unwell, [`infra-late (Synced, Healthy, ${BEFORE.slice(0, 8)})`]);
  });

  for (const [name, content] of [
    ['no JSON', 'Name: apps-root'],
    ['another list', [{ name: 'apps-root' }]],
    ['no list', { kind: 'Application' }],
  ] as const) {
    it(`is not read from ${name}`, () => {
      assert.throws(() => readEvidenceFile(file(content)), /holds no list of Applications \[evidence-file\]/);
    });
  }

  it('is wanted from elsewhere where no kubeconfig has the context', async () => {
    await assert.rejects(
      askCluster('argo-bootstrap-nowhere'),
      /context argo-bootstrap-nowhere cannot be read: no kubeconfig has the context.*\[evidence-unreachable\]/,
    );
  });
});
