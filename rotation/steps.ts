import { type CheckContext, openChecks, pointless } from './checks';
import { CANDIDATE_PROJECT, type RotationCluster } from './cluster';
import type { RotationSteps } from './rotate';
import { deploySecrets, storeValue } from './stack';

/** What a rotation of one credential works on. */
export interface RotationContext extends CheckContext {
  /** The checkout; absolute. */
  readonly root: string;
  /** The new secret value. */
  readonly value: string;
  readonly cluster: RotationCluster;
}

/**
 * The steps against a real cluster, Pulumi and Argo CD.
 *
 * @throws ProblemError where the rotation makes no sense: nothing to replace, no new value, no login.
 */
export async function openSteps(context: RotationContext): Promise<RotationSteps> {
  const { root, environment, stored, value, cluster } = context;
  const { name } = stored.credential;
  const encoded = Buffer.from(value, 'utf8').toString('base64');
  const { projects, current, connect, verify } = await openChecks(context);
  if ([...current.values()].every((one) => one === encoded)) {
    throw pointless(
      name,
      'the new value is the one in use',
      'another value',
      'make a new one where it is issued',
    );
  }
  return {
    offer: () => cluster.offer(value),
    // This project has one Secret for the repository, so the old value cannot be what was tried.
    tryOffered: () => connect(CANDIDATE_PROJECT),
    withdraw: () => cluster.withdraw(),
    store: () => storeValue(root, environment, stored, value),
    deploy: () => deploySecrets(root, environment, name, projects),
    verify: () => verify(encoded),
  };
}
