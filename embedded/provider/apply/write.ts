import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, isMissingNamespace, NoSuchKindError } from '../cluster/api-error';
import { referenceOf } from '../cluster/cluster';
import { annotationOf, describe, metadataOf, objectsAt, textAt } from '../cluster/objects';
import type { Session } from '../session';
import { waitUntilGone } from '../wait/gone';
import type { JsonObject } from '../wire/values';
import { alreadyExists, explainApplyError } from './conflict';

/** One server-side apply, real or as a dry run. */
export interface Write {
  readonly urn: string;
  readonly object: JsonObject;
  readonly manager: string;
  readonly preview: boolean;
  /** Seconds to wait at most. */
  readonly timeout: number;
}

/** Applies the object. Conflicts name the other manager, unless the resource says to take fields over. */
export async function applyObject(session: Session, write: Write): Promise<JsonObject> {
  const force = annotationOf(write.object, 'pulumi.com/patchForce') === 'true' || session.settings.patchForce;
  try {
    const options = { manager: write.manager, force, dryRun: write.preview };
    return await session.cluster().apply(write.object, options);
  } catch (error) {
    throw explainApplyError(error, write.object);
  }
}

/**
 * Makes a new object. One that exists already is refused, unless it carries this resource's own field manager (an
 * earlier run was interrupted) or the provider takes objects over. One that is going away is waited for.
 */
export async function createObject(session: Session, write: Write): Promise<JsonObject> {
  return inOrder(session, write, async () => {
    const found = await session.cluster().get(referenceOf(write.object));
    if (found && textAt(found, 'metadata', 'deletionTimestamp') !== '') {
      if (write.preview) return write.object;
      session.log.status('waiting for its predecessor to be gone', write.urn);
      await waitUntilGone(session, found, write);
    } else if (found) refuseForeign(session, found, write);
    return applyObject(session, write);
  });
}

function refuseForeign(session: Session, found: JsonObject, write: Write): void {
  const managers = [
    ...new Set(objectsAt(found, 'metadata', 'managedFields').map((entry) => textAt(entry, 'manager'))),
  ];
  if (session.settings.upsert) return;
  if (!managers.includes(write.manager))
    throw alreadyExists({ ...write.object, metadata: metadataOf(found) }, managers);
  const message = `${describe(write.object)} was made by an earlier, interrupted run: taking it over`;
  if (!write.preview) session.log.info(message, write.urn);
}

const ORDER_DELAYS_MS = [250, 500, 1000, 2000, 4000, 8000];

/** Tries again for a while where a namespace or kind is missing: other resources may be bringing it right now. */
async function inOrder<T>(session: Session, write: Write, run: () => Promise<T>): Promise<T> {
  for (const delay of write.preview ? [] : ORDER_DELAYS_MS) {
    try {
      return await run();
    } catch (error) {
      if (!isOutOfOrder(error)) throw error;
      session.log.status(
        `waiting: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
        write.urn,
      );
      await sleep(delay, undefined, { signal: session.signal });
    }
  }
  return run();
}

function isOutOfOrder(error: unknown): boolean {
  if (error instanceof NoSuchKindError || isMissingNamespace(error)) return true;
  return error instanceof ApiError && error.causes.some((cause) => cause.reason === 'NamespaceTerminating');
}
