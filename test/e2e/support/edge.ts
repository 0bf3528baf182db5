import assert from 'node:assert/strict';
import type { TestEnvironment } from './environment';

/** The Deployment of the tree that the tests of the local environment change; the tree has one replica of it. */
const EDGE = ['deployment', 'edge', '-n', 'platform-system'];

/** Has the tree, and nothing else yet, want two replicas; returns a function that puts the old text back. */
export function scaleInTree(environment: TestEnvironment): () => void {
  return environment.editValues('platform/data-plane/values/local.yaml', (values) => {
    values['edge'] = { environment: 'local', replicas: 2 };
  });
}

/** Has the cluster, and nothing else, want five. */
export async function scaleByHand(environment: TestEnvironment): Promise<void> {
  const { exitCode, text } = await environment.inShell('kubectl', 'scale', ...EDGE, '--replicas=5');
  assert.equal(exitCode, 0, text);
}

/** The replicas that the cluster wants. */
export function replicas(environment: TestEnvironment): Promise<string> {
  return environment.kubectl('get', ...EDGE, '-o', 'jsonpath={.spec.replicas}');
}
