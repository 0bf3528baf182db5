import type { Session } from '../session';
import { runHelm } from './command';
import { lastGood, type Revision } from './history';
import type { Release } from './release';

/** What has to happen before helm can upgrade; undefined for nothing. */
export type Recovery =
  | { readonly action: 'roll back'; readonly revision: number; readonly found: string }
  | { readonly action: 'uninstall'; readonly found: string };

/**
 * Plans for what an interrupted or failed run left. helm refuses to touch a pending release. From a failed one it
 * compares the new manifest with the last good one, so that fields of the failed one would stay: harmless only where
 * the next run repeats it.
 */
export function planRecovery(history: readonly Revision[], repeats: boolean): Recovery | undefined {
  const last = history.at(-1);
  const good = lastGood(history);
  if (!last || last === good) return undefined;
  const { status } = last;
  if (status === 'failed') {
    return good && !repeats ? { action: 'roll back', revision: good.revision, found: 'failed' } : undefined;
  }
  if (!/^(pending-|uninstalling)/.test(status)) return undefined;
  const found = `${status}, left by an interrupted run`;
  return good && status !== 'uninstalling'
    ? { action: 'roll back', revision: good.revision, found }
    : { action: 'uninstall', found };
}

/** Carries out a plan, and says so. */
export async function recover(
  session: Session,
  release: Release,
  urn: string,
  plan: Recovery,
): Promise<void> {
  const found = `the Helm release ${release.namespace}/${release.name} is ${plan.found}`;
  const namespace = ['--namespace', release.namespace];
  if (plan.action === 'roll back') {
    session.log.info(`${found}: rolling back to revision ${plan.revision} before the upgrade`, urn);
    await runHelm(session, { arguments: ['rollback', release.name, String(plan.revision), ...namespace] });
    return;
  }
  session.log.info(`${found}: uninstalling it before installing it again`, urn);
  const wait = ['--ignore-not-found', '--wait', '--timeout', `${release.timeout}s`];
  await runHelm(session, { arguments: ['uninstall', release.name, ...namespace, ...wait] });
}
