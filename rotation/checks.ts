import { ProblemError } from '../gitops/problem';
import { type ArgoCdClient, refused } from './argo-cd';
import type { RotationCluster } from './cluster';
import type { StoredCredential } from './stack';

/** What is looked at before and after a rotation, wherever the value is kept. */
export interface CheckContext {
  readonly environment: string;
  readonly stored: StoredCredential;
  readonly cluster: Pick<RotationCluster, 'secrets' | 'wellApplications' | 'refreshAll'>;
  readonly argoCd: ArgoCdClient;
  /** Throws where the user has asked to stop. */
  readonly checkInterrupt: () => void;
}

/** What a rotation must find again when it is done. */
export interface Checks {
  /** The projects with a Secret of the credential. */
  readonly projects: readonly string[];
  /** Their values, as base64. */
  readonly current: ReadonlyMap<string, string>;
  /** Has Argo CD read the repository with the Secret of a project. @throws ProblemError in its own words. */
  connect(project: string): Promise<void>;
  /** That every Secret has the new value (base64), that Argo CD reads with it, and that no Application suffered. */
  verify(value: string): Promise<void>;
}

/**
 * Looks at an environment before its credential is replaced.
 *
 * @throws ProblemError where there is nothing to replace, or nobody is logged in.
 */
export async function openChecks(context: CheckContext): Promise<Checks> {
  const { environment, stored, cluster, argoCd, checkInterrupt } = context;
  const { name, repository } = stored.credential;
  const current = await cluster.secrets();
  const projects = [...current.keys()].sort();
  const [first] = projects;
  if (first === undefined) {
    const fix = `pulumi up --stack ${environment} --policy-pack policy`;
    throw pointless(name, 'the cluster has no Secret with it', 'a credential that is in use', fix);
  }
  // Whoever may not ask is told before anything is changed; what the old credential is worth doesn't matter.
  await argoCd.connect(repository, first);
  const well = await cluster.wellApplications();

  async function connect(project: string): Promise<void> {
    checkInterrupt();
    const connection = await argoCd.connect(repository, project);
    if (!connection.works) throw new ProblemError([refused(repository, connection)]);
  }

  return {
    projects,
    current,
    connect,
    async verify(value) {
      assertArrived(await cluster.secrets(), value);
      for (const project of projects) await connect(project);
      await cluster.refreshAll();
      const now = await cluster.wellApplications();
      const suffered = well.filter((one) => !now.includes(one));
      if (suffered.length > 0) throw new ProblemError([disturbed(suffered)]);
    },
  };
}

/** A rotation makes no sense. */
export function pointless(name: string, found: string, expected: string, fix: string): ProblemError {
  return new ProblemError([
    { rule: 'rotation-pointless', found: `credential ${name}: ${found}`, expected, fix },
  ]);
}

function assertArrived(secrets: ReadonlyMap<string, string>, value: string): void {
  const late = [...secrets].filter(([, one]) => one !== value).map(([project]) => project);
  if (late.length > 0) throw new Error(`the Secrets of ${late.join(', ')} do not have the new value`);
}

function disturbed(names: readonly string[]) {
  return {
    rule: 'rotation-disturbed',
    found: `${names.join(', ')} no longer Synced and Healthy`,
    expected: 'every Application as it was before',
    fix: 'argo-bootstrap status shows why; the old credential is in use again',
  };
}
