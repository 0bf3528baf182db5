import { numberAt, textAt, valueAt } from '../cluster/objects';
import { isObject, type JsonObject } from '../wire/values';
import { conditionOf, explain } from './conditions';
import type { Look } from './poll';

/** Judges a live object by its own status. */
type Judge = (live: JsonObject) => Look<true>;

const READY: Look<true> = { done: true };

const JUDGES: Readonly<Record<string, Judge>> = {
  'v1/Namespace': (live) => phase(live, 'Active'),
  'v1/Pod': pod,
  'v1/PersistentVolumeClaim': (live) => phase(live, 'Bound'),
  'v1/Service': service,
  'apps/v1/Deployment': deployment,
  'apps/v1/StatefulSet': statefulSet,
  'apps/v1/DaemonSet': daemonSet,
  'batch/v1/Job': job,
  'apiextensions.k8s.io/v1/CustomResourceDefinition': customResourceDefinition,
  'apiregistration.k8s.io/v1/APIService': (live) => condition(live, 'Available'),
};

/** Whether an object is ready; kinds without a notion of readiness always are. */
export function readiness(live: JsonObject): Look<true> {
  const judge = JUDGES[`${textAt(live, 'apiVersion')}/${textAt(live, 'kind')}`];
  return judge ? judge(live) : READY;
}

function phase(live: JsonObject, wanted: string): Look<true> {
  const found = textAt(live, 'status', 'phase');
  return found === wanted ? READY : { waiting: `phase is ${found || 'not set'}, not ${wanted}` };
}

function condition(live: JsonObject, type: string): Look<true> {
  const found = conditionOf(live, type);
  if (found?.status === 'True') return READY;
  return { waiting: `condition ${type} is ${found?.status ?? 'not set'}${detail(explain(found))}` };
}

function detail(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

function pod(live: JsonObject): Look<true> {
  const found = textAt(live, 'status', 'phase');
  if (found === 'Succeeded') return READY;
  if (found === 'Failed') return { failed: `the pod failed${detail(textAt(live, 'status', 'message'))}` };
  return condition(live, 'Ready');
}

function service(live: JsonObject): Look<true> {
  if (textAt(live, 'spec', 'type') !== 'LoadBalancer') return READY;
  const ingress = valueAt(live, 'status', 'loadBalancer', 'ingress');
  return Array.isArray(ingress) && ingress.length > 0 ? READY : { waiting: 'no load balancer address yet' };
}

function observed(live: JsonObject): boolean {
  return numberAt(live, 0, 'status', 'observedGeneration') >= numberAt(live, 0, 'metadata', 'generation');
}

const UNSEEN: Look<true> = { waiting: 'no controller has seen this version yet' };

function deployment(live: JsonObject): Look<true> {
  if (!observed(live)) return UNSEEN;
  const progressing = conditionOf(live, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') return { failed: explain(progressing) };
  const wanted = numberAt(live, 1, 'spec', 'replicas');
  const [updated, total, available] = ['updatedReplicas', 'replicas', 'availableReplicas'].map((key) =>
    numberAt(live, 0, 'status', key),
  ) as [number, number, number];
  if (updated < wanted) return { waiting: `${updated} of ${wanted} replicas updated` };
  if (total > updated) return { waiting: `${total - updated} old replicas still there` };
  if (available < wanted) return { waiting: `${available} of ${wanted} replicas available` };
  return READY;
}

function statefulSet(live: JsonObject): Look<true> {
  if (!observed(live)) return UNSEEN;
  if (textAt(live, 'spec', 'updateStrategy', 'type') === 'OnDelete') return READY;
  const wanted = numberAt(live, 1, 'spec', 'replicas');
  const partition = numberAt(live, 0, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  const ready = numberAt(live, 0, 'status', 'readyReplicas');
  const updated = numberAt(live, 0, 'status', 'updatedReplicas');
  if (updated < wanted - partition)
    return { waiting: `${updated} of ${wanted - partition} replicas updated` };
  return ready >= wanted ? READY : { waiting: `${ready} of ${wanted} replicas ready` };
}

function daemonSet(live: JsonObject): Look<true> {
  if (!observed(live)) return UNSEEN;
  const wanted = numberAt(live, 0, 'status', 'desiredNumberScheduled');
  const updated = numberAt(live, 0, 'status', 'updatedNumberScheduled');
  const available = numberAt(live, 0, 'status', 'numberAvailable');
  if (updated < wanted) return { waiting: `${updated} of ${wanted} pods updated` };
  return available >= wanted ? READY : { waiting: `${available} of ${wanted} pods available` };
}

function job(live: JsonObject): Look<true> {
  const failed = conditionOf(live, 'Failed');
  if (failed?.status === 'True') return { failed: `the job failed${detail(explain(failed))}` };
  if (valueAt(live, 'spec', 'suspend') === true) return READY;
  if (conditionOf(live, 'Complete')?.status === 'True') return READY;
  const status = isObject(live['status']) ? live['status'] : {};
  const counts = ['active', 'succeeded', 'failed'].map((key) => `${numberAt(status, 0, key)} ${key}`);
  return { waiting: `not complete (pods: ${counts.join(', ')})` };
}

function customResourceDefinition(live: JsonObject): Look<true> {
  const names = conditionOf(live, 'NamesAccepted');
  if (names?.status === 'False') return { failed: explain(names) };
  return condition(live, 'Established');
}
