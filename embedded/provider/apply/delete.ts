import { NoSuchKindError } from '../cluster/api-error';
import { referenceOf } from '../cluster/cluster';
import { annotationOf, splitId, textAt } from '../cluster/objects';
import type { Session } from '../session';
import { waitUntilGone } from '../wait/gone';
import { timeoutFor } from '../wait/ready';
import type { DeleteRequest } from '../wire/handler';
import { isPatchResource, parseUrn, typeMetaOf } from '../wire/urn';
import type { JsonObject } from '../wire/values';
import { fieldManager, liveOf } from './checkpoint';

/** Deletes an object and waits until it is gone; one that is gone already is fine. */
export async function deleteObject(session: Session, request: DeleteRequest): Promise<void> {
  const live = { ...typeMetaOf(parseUrn(request.urn)), ...liveOf(request.state) };
  const reference = { ...referenceOf(live), ...splitId(request.id) };
  try {
    if (isPatchResource(parseUrn(request.urn), reference.kind))
      return await relinquish(session, request, live);
    await session.cluster().delete(reference, propagation(live));
    if (annotationOf(live, 'pulumi.com/skipAwait') === 'true') return;
    const timeout = timeoutFor(live, request.timeout);
    await waitUntilGone(session, live, { urn: request.urn, timeout });
  } catch (error) {
    // Without its definition a custom resource is gone as well.
    if (!(error instanceof NoSuchKindError)) throw error;
  }
}

const WORKLOADS = /^(apps|batch)\//;

/**
 * How dependents go: with workloads, whose pods should be gone as well, before the object; else after it. The garbage
 * collector looks for new kinds every 30 s only, and a custom resource would wait for that.
 */
function propagation(live: JsonObject): string {
  const asked = annotationOf(live, 'pulumi.com/deletionPropagationPolicy').toLowerCase();
  const known = { orphan: 'Orphan', background: 'Background', foreground: 'Foreground' }[asked];
  return known ?? (WORKLOADS.test(textAt(live, 'apiVersion')) ? 'Foreground' : 'Background');
}

/** A patch lets go of its fields: applying none of them removes those that nobody else manages. */
async function relinquish(session: Session, request: DeleteRequest, live: JsonObject): Promise<void> {
  const reference = { ...referenceOf(live), ...splitId(request.id) };
  if (!(await session.cluster().get(reference))) return;
  const { apiVersion, kind, name, namespace } = reference;
  const metadata = namespace === '' ? { name } : { name, namespace };
  const manager = fieldManager(request.urn, request.state, live);
  await session.cluster().apply({ apiVersion, kind, metadata }, { manager, force: true, dryRun: false });
  session.log.info(`let go of the fields of ${textAt(live, 'kind')} ${request.id}`, request.urn);
}
