import { type ObjectReference, referenceOf } from '../cluster/cluster';
import { annotationOf, describe, numberAt, objectsAt, textAt, valueAt } from '../cluster/objects';
import type { Session } from '../session';
import { isObject, type JsonObject } from '../wire/values';
import { conditionOf, explain } from './conditions';
import { type Look, poll, WaitError } from './poll';
import { readiness } from './readiness';
import { customConditions, waitForExpressions } from './wait-for';

const DEFAULT_TIMEOUT_SECONDS = 600;

/** Seconds to wait for an object: the program's customTimeouts, the annotation, or 10 minutes. */
export function timeoutFor(object: JsonObject, customTimeout: number): number {
  if (customTimeout > 0) return customTimeout;
  const annotated = Number(annotationOf(object, 'pulumi.com/timeoutSeconds') || Number.NaN);
  return Number.isInteger(annotated) && annotated > 0 ? annotated : DEFAULT_TIMEOUT_SECONDS;
}

/** Waits until an object is ready and returns it as it is then. Throws a WaitError that says why it isn't. */
export async function waitUntilReady(
  session: Session,
  live: JsonObject,
  options: { readonly urn: string; readonly timeout: number },
): Promise<JsonObject> {
  if (annotationOf(live, 'pulumi.com/skipAwait') === 'true') return live;
  const expressions = waitForExpressions(live);
  try {
    return await poll(() => look(session, live, expressions), {
      timeout: options.timeout,
      signal: session.signal,
      progress: (reason) => session.log.status(reason, options.urn),
    });
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    throw new WaitError(
      [`${describe(live)}: ${error.message}`, ...(await explainObject(session, live))].join('\n  '),
    );
  }
}

async function look(
  session: Session,
  known: JsonObject,
  expressions: readonly string[],
): Promise<Look<JsonObject>> {
  const judge = (object: JsonObject) =>
    expressions.length > 0 ? customConditions(object, expressions) : readiness(object);
  // What the apply answered may be enough; only waiting needs another look.
  if ('done' in judge(known)) return { done: known };
  const live = await session.cluster().get(referenceOf(known));
  if (!live) return removesItself(known) ? { done: known } : { failed: 'somebody deleted it meanwhile' };
  const seen = judge(live);
  return 'done' in seen ? { done: live } : seen;
}

/** A job with a time to live is deleted once it has finished. */
function removesItself(object: JsonObject): boolean {
  return textAt(object, 'kind') === 'Job' && valueAt(object, 'spec', 'ttlSecondsAfterFinished') !== undefined;
}

/** What conditions, pods and events say about an object that isn't ready; empty where nothing is known. */
export async function explainObject(session: Session, object: JsonObject): Promise<string[]> {
  try {
    const pods = await podsOf(session, object);
    const events = await warningsAbout(session, [object, ...pods]);
    return [...new Set([...pods.flatMap(podProblems), ...events])].slice(0, 8);
  } catch {
    // The explanation is a courtesy: what is being explained matters more than why it can't be.
    return [];
  }
}

async function podsOf(session: Session, object: JsonObject): Promise<JsonObject[]> {
  const labels = valueAt(object, 'spec', 'selector', 'matchLabels');
  if (!isObject(labels)) return [];
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return session
    .cluster()
    .list({ apiVersion: 'v1', kind: 'Pod' }, referenceOf(object).namespace, { labelSelector });
}

function podProblems(pod: JsonObject): string[] {
  const scheduled = conditionOf(pod, 'PodScheduled');
  const unscheduled = scheduled?.status === 'False' ? [`${describe(pod)}: ${explain(scheduled)}`] : [];
  const states = ['initContainerStatuses', 'containerStatuses'].flatMap((key) =>
    objectsAt(pod, 'status', key),
  );
  const waiting = states.flatMap((state) => {
    const reason = textAt(state, 'state', 'waiting', 'reason');
    const message = textAt(state, 'state', 'waiting', 'message');
    return reason === ''
      ? []
      : [`${describe(pod)}, container ${textAt(state, 'name')}: ${reason} ${message}`.trim()];
  });
  return [...unscheduled, ...waiting];
}

async function warningsAbout(session: Session, objects: readonly JsonObject[]): Promise<string[]> {
  const about: ObjectReference = referenceOf(objects[0] ?? {});
  const uids = new Set(objects.map((object) => textAt(object, 'metadata', 'uid')));
  const events = await session.cluster().list({ apiVersion: 'v1', kind: 'Event' }, about.namespace, {
    fieldSelector: 'type=Warning',
  });
  return events
    .filter((event) => uids.has(textAt(event, 'involvedObject', 'uid')))
    .sort((a, b) => textAt(b, 'lastTimestamp').localeCompare(textAt(a, 'lastTimestamp')))
    .map(
      (event) => `${textAt(event, 'reason')}: ${textAt(event, 'message')} (${numberAt(event, 1, 'count')}×)`,
    );
}
