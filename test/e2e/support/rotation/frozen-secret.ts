import assert from 'node:assert/strict';
import { KubernetesObjectApi } from '@kubernetes/client-node';
import { embeddedKubeConfig } from '../../../../embedded/argo/cluster-reader';
import type { TestEnvironment } from '../environment';
import { eventually } from '../rehearsal';

type Created = Parameters<KubernetesObjectApi['create']>[0];

const NAME = 'frozen-secret';
const ADMISSION = 'admissionregistration.k8s.io/v1';
const PATIENCE_MS = 20_000;

/** What the cluster says to whoever changes the Secret. */
export const FROZEN = 'this Secret is frozen';

/** Has the cluster refuse every change of one Secret of Argo CD. Returns what lifts that again. */
export async function freezeSecret(
  environment: TestEnvironment,
  secret: string,
): Promise<() => Promise<void>> {
  const api = KubernetesObjectApi.makeApiClient(embeddedKubeConfig(environment.embedded));
  const objects = [policy(secret), binding()];
  for (const object of objects) await api.create(object as Created);
  const probe = ['annotate', 'secret', secret, '-n', 'argocd', 'probe=1', '--dry-run=server'];
  // The API server takes a moment until it judges by a new policy.
  const refused = await eventually(async () => {
    const { text } = await environment.inShell('kubectl', ...probe);
    return text.includes(FROZEN) ? true : undefined;
  }, PATIENCE_MS);
  assert.ok(refused, 'the policy does not come into force');
  return async () => {
    for (const object of objects.toReversed()) await api.delete(object as Created);
  };
}

function policy(secret: string) {
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['secrets'] };
  return {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: NAME },
    spec: {
      matchConstraints: { resourceRules: [{ ...rule, resourceNames: [secret] }] },
      validations: [{ expression: 'false', message: FROZEN }],
    },
  };
}

function binding() {
  return {
    apiVersion: ADMISSION,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: NAME },
    spec: { policyName: NAME, validationActions: ['Deny'] },
  };
}
