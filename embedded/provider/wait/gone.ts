import { NoSuchKindError } from '../cluster/api-error';
import { referenceOf } from '../cluster/cluster';
import { describe, metadataOf, textAt } from '../cluster/objects';
import type { Session } from '../session';
import type { JsonObject } from '../wire/values';
import { conditionsOf } from './conditions';
import { type Look, poll } from './poll';

/** Waits until an object is gone. Throws a WaitError that names the finalizers that hold it. */
export async function waitUntilGone(
  session: Session,
  object: JsonObject,
  options: { readonly urn: string; readonly timeout: number },
): Promise<void> {
  const uid = textAt(object, 'metadata', 'uid');
  await poll(() => look(session, object, uid), {
    timeout: options.timeout,
    signal: session.signal,
    progress: (reason) => session.log.status(reason, options.urn),
  });
}

async function look(session: Session, object: JsonObject, uid: string): Promise<Look<true>> {
  try {
    const live = await session.cluster().get(referenceOf(object));
    if (!live || (uid !== '' && textAt(live, 'metadata', 'uid') !== uid)) return { done: true };
    return { waiting: whyStillThere(object, live) };
  } catch (error) {
    if (error instanceof NoSuchKindError) return { done: true };
    throw error;
  }
}

function whyStillThere(object: JsonObject, live: JsonObject): string {
  const { finalizers } = metadataOf(live);
  const held =
    Array.isArray(finalizers) && finalizers.length > 0 ? `held by finalizers ${finalizers.join(', ')}` : '';
  const conditions = conditionsOf(live)
    .filter((condition) => condition.status === 'True' && condition.message !== '')
    .map((condition) => condition.message);
  return [`${describe(object)} is still being deleted`, held, ...conditions].filter(Boolean).join('; ');
}
