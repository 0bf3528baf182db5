import { ProblemError } from '../gitops/problem';
import { type CheckContext, openChecks, pointless } from './checks';
import { CANDIDATE_PROJECT, type RotationCluster } from './cluster';
import type { ExternalSecrets } from './external-secrets';
import type { RotationSteps } from './rotate';

/** What the rotation of a credential works on whose new value its owner has put into Vault. */
export interface ExternalContext extends CheckContext {
  readonly cluster: CheckContext['cluster'] & Pick<RotationCluster, 'offered' | 'withdraw'>;
  readonly externals: Pick<ExternalSecrets, 'offer' | 'withdraw' | 'refresh'>;
  /** Where the value is: `argocd/monorepo of Vault`. */
  readonly place: string;
  /** How often the operator reads it by itself, such as `1h`. */
  readonly refreshInterval: string;
}

/**
 * The steps for a value that only Vault keeps: what is there now is tried in a Secret of its own, and then the operator
 * copies it into the others. Nothing here has the old value, so nothing here can put it back.
 *
 * @throws ProblemError where there is nothing to replace, or nobody is logged in.
 */
export async function openExternalSteps(context: ExternalContext): Promise<RotationSteps> {
  const { stored, cluster, externals, place, refreshInterval } = context;
  const { name } = stored.credential;
  const { projects, current, connect, verify } = await openChecks(context);
  let offered = '';
  return {
    async offer() {
      await externals.offer(projects[0] ?? '');
      offered = await cluster.offered();
    },
    async tryOffered() {
      if ([...current.values()].every((one) => one === offered)) throw same(name, place);
      const fix = `put the old value back in ${place}; it is in use until the operator reads Vault by itself (${refreshInterval})`;
      await withFix(fix, () => connect(CANDIDATE_PROJECT));
    },
    async withdraw() {
      await externals.withdraw();
      // The Secret would go with its owner, a moment later.
      await cluster.withdraw();
    },
    store: async () => undefined,
    deploy: () => externals.refresh(projects),
    verify: () => withFix(putBack(place), () => verify(offered)),
  };
}

function same(name: string, place: string): ProblemError {
  return pointless(
    name,
    `the value in ${place} is the one in use`,
    'the new value there',
    'write it there first; where the operator has fetched it since, `argocd repo get <repository> --project <project> --refresh hard` says whether Argo CD reads with it',
  );
}

function putBack(place: string): string {
  return `put the old value back in ${place} (vault kv rollback), and run this command again: nothing here has it`;
}

/** Says of every problem what can be done about it where only Vault keeps values. */
async function withFix(fix: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(error.problems.map((problem) => ({ ...problem, fix })));
  }
}
