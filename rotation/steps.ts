import { ProblemError } from '../gitops/problem';
import { type ArgoCdClient, refused } from './argo-cd';
import { CANDIDATE_PROJECT, type RotationCluster } from './cluster';
import type { RotationSteps } from './rotate';
import { deploySecrets, type StoredCredential, storeValue } from './stack';

/** What a rotation of one credential works on. */
export interface RotationContext {
  /** The checkout; absolute. */
  readonly root: string;
  readonly environment: string;
  readonly stored: StoredCredential;
  /** The new secret value. */
  readonly value: string;
  readonly cluster: RotationCluster;
  readonly argoCd: ArgoCdClient;
  /** Throws where the user has asked to stop. */
  readonly checkInterrupt: () => void;
}

/**
 * The steps against a real cluster, Pulumi and Argo CD.
 *
 * @throws ProblemError where the rotation makes no sense: nothing to replace, no new value, no login.
 */
export async function openSteps(context: RotationContext): Promise<RotationSteps> {
  const { root, environment, stored, value, cluster, argoCd, checkInterrupt } = context;
  const { name, repository } = stored.credential;
  const current = await cluster.secrets();
  const projects = [...current.keys()].sort();
  assertReplaceable(context, current);
  // Whoever may not ask is told before anything is changed; what the old credential is worth doesn't matter.
  await argoCd.connect(repository, projects[0] ?? '');
  const well = await cluster.wellApplications();

  async function connect(project: string): Promise<void> {
    checkInterrupt();
    const connection = await argoCd.connect(repository, project);
    if (!connection.works) throw new ProblemError([refused(repository, connection)]);
  }

  return {
    offer: () => cluster.offer(value),
    // This project has one Secret for the repository, so the old value cannot be what was tried.
    tryOffered: () => connect(CANDIDATE_PROJECT),
    withdraw: () => cluster.withdraw(),
    store: () => storeValue(root, environment, stored, value),
    deploy: () => deploySecrets(root, environment, name, projects),
    async verify() {
      assertArrived(await cluster.secrets(), value);
      for (const project of projects) await connect(project);
      await cluster.refreshAll();
      const now = await cluster.wellApplications();
      const suffered = well.filter((one) => !now.includes(one));
      if (suffered.length > 0) throw new ProblemError([disturbed(suffered)]);
    },
  };
}

function assertReplaceable(
  { stored, environment, value }: RotationContext,
  current: Map<string, string>,
): void {
  const { name } = stored.credential;
  const problem = (found: string, expected: string, fix: string) =>
    new ProblemError([{ rule: 'rotation-pointless', found: `credential ${name}: ${found}`, expected, fix }]);
  if (current.size === 0) {
    const fix = `pulumi up --stack ${environment} --policy-pack policy`;
    throw problem('the cluster has no Secret with it', 'a credential that is in use', fix);
  }
  if ([...current.values()].every((one) => one === encoded(value))) {
    throw problem('the new value is the one in use', 'another value', 'make a new one where it is issued');
  }
}

function assertArrived(secrets: Map<string, string>, value: string): void {
  const late = [...secrets].filter(([, one]) => one !== encoded(value)).map(([project]) => project);
  if (late.length > 0) throw new Error(`the Secrets of ${late.join(', ')} do not have the new value`);
}

function encoded(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}

function disturbed(names: readonly string[]) {
  return {
    rule: 'rotation-disturbed',
    found: `${names.join(', ')} no longer Synced and Healthy`,
    expected: 'every Application as it was before',
    fix: 'argo-bootstrap status shows why; the old credential is in use again',
  };
}
