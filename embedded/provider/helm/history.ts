import { createHash } from 'node:crypto';
import type { Session } from '../session';
import { isObject, type Json } from '../wire/values';
import { HelmError, runHelm } from './command';
import type { Release } from './release';

/** One revision in a release's history. */
export interface Revision {
  readonly revision: number;
  /** helm's status, such as `deployed`, `failed` or `pending-upgrade`. */
  readonly status: string;
}

/** A release's revisions, oldest first; empty where there is no such release. */
export async function historyOf(session: Session, release: Release): Promise<Revision[]> {
  try {
    const output = await runHelm(session, {
      arguments: ['history', release.name, '--namespace', release.namespace, '--output', 'json'],
    });
    return revisions(JSON.parse(output) as Json);
  } catch (error) {
    if (isNoRelease(error)) return [];
    throw error;
  }
}

/** True where helm says that there is no such release. */
export function isNoRelease(error: unknown): boolean {
  return error instanceof HelmError && /release: not found/.test(error.message);
}

function revisions(list: Json): Revision[] {
  if (!Array.isArray(list)) return [];
  return list
    .filter(isObject)
    .map(({ revision, status }) => ({ revision: Number(revision), status: String(status) }));
}

/** Label on a release's revisions that says which Pulumi resource made them. */
export function ownerLabel(urn: string): string {
  return `pulumi.com/resource=${createHash('sha256').update(urn).digest('hex').slice(0, 16)}`;
}

/** Whether this resource made the release: true for one that an interrupted run left behind. */
async function isOwn(session: Session, release: Release, urn: string): Promise<boolean> {
  const output = await runHelm(session, {
    arguments: [
      'list',
      '--all',
      '--namespace',
      release.namespace,
      '--filter',
      `^${release.name}$`,
      '--selector',
      ownerLabel(urn),
      '--output',
      'json',
    ],
  });
  const list = JSON.parse(output) as Json;
  return Array.isArray(list) && list.length > 0;
}

/** The latest revision that was deployed; undefined where none ever was. */
export function lastGood(history: readonly Revision[]): Revision | undefined {
  return history.findLast(({ status }) => status === 'deployed' || status === 'superseded');
}

/** Refuses to create a release that somebody else has deployed already. */
export async function refuseForeignRelease(
  session: Session,
  release: Release,
  urn: string,
  history: readonly Revision[],
): Promise<void> {
  if (!lastGood(history)) return;
  const id = `${release.namespace}/${release.name}`;
  if (!(await isOwn(session, release, urn))) {
    throw new HelmError(
      `the Helm release ${id} exists already, and this stack didn't install it\n` +
        '  fix: import it (pulumi import kubernetes:helm.sh/v3:Release), uninstall it, or choose another name',
    );
  }
  session.log.info(
    `the Helm release ${id} was installed by an earlier, interrupted run: taking it over`,
    urn,
  );
}
