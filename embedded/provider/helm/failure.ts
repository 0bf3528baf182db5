import { referenceOf } from '../cluster/cluster';
import { describe, namespaceOf, objectsAt, textAt } from '../cluster/objects';
import type { Session } from '../session';
import { readiness } from '../wait/readiness';
import { explainObject } from '../wait/ready';
import type { JsonObject } from '../wire/values';
import { manifestObjects } from './manifest';
import type { Release } from './release';

/**
 * Which objects of a release, hooks included, are missing or not ready, and why, given what `helm status` reports of
 * it. Empty where nothing can be told.
 */
export async function troubles(session: Session, release: Release, reported: JsonObject): Promise<string[]> {
  const manifest = manifestObjects(textAt(reported, 'manifest'));
  const hooks = objectsAt(reported, 'hooks').flatMap((hook) => manifestObjects(textAt(hook, 'manifest')));
  try {
    const found = await Promise.all([
      ...manifest.map((object) => trouble(session, release, object, true)),
      ...hooks.map((object) => trouble(session, release, object, false)),
    ]);
    return found.flat();
  } catch {
    // Only an explanation of another error, which the caller reports anyway.
    return [];
  }
}

/** Hooks come and go by themselves, so only those that are there and unready are trouble. */
async function trouble(
  session: Session,
  release: Release,
  object: JsonObject,
  expected: boolean,
): Promise<string[]> {
  const reference = referenceOf(object);
  const namespace = namespaceOf(object) || release.namespace;
  const live = await session.cluster().get({ ...reference, namespace });
  if (!live) return expected ? [`${describe(object)} is missing`] : [];
  const seen = readiness(live);
  if ('done' in seen) return [];
  const reason = 'failed' in seen ? seen.failed : seen.waiting;
  return [`${describe(live)}: ${reason}`, ...(await explainObject(session, live)).map((line) => `  ${line}`)];
}
