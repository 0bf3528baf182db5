import type { Application, Manifest } from '../../gitops/manifest';
import { type ApplicationChange, compareObjects, layerOf } from '../diff/compare';
import { comparedObject, objectKey } from '../diff/objects';
import type { Engine } from '../engine/client';
import type { ApplicationNode } from '../expand/model';
import type { RenderedObject } from '../facts';
import type { ObjectReference } from './cluster';
import { managedObjects } from './managed';
import { isSynced, type LiveAnswer, type Pair, predict, referenceTo } from './read';

/** What comparing the Applications of one environment with its cluster needs. */
export interface LiveContext {
  readonly engine: Engine;
  readonly read: (object: ObjectReference) => Promise<LiveAnswer>;
  /** The Applications of the cluster by name. */
  readonly running: ReadonlyMap<string, Application>;
}

/** What a sync to this tree would do to the running objects of an Application; undefined where nothing. */
export async function compareWithRunning(
  node: ApplicationNode,
  objects: readonly RenderedObject[],
  context: LiveContext,
): Promise<ApplicationChange | undefined> {
  const { name } = node.application.metadata;
  const running = context.running.get(name);
  const change = {
    name,
    change: running ? ('changed' as const) : ('added' as const),
    layer: layerOf(node),
    unknown: node.failures.length > 0,
    after: node,
    ...(running && { before: nodeOf(running) }),
  };
  if (change.unknown) return { ...change, objects: [] };
  const changes = await objectChanges(node, objects, running, context);
  return changes.length > 0 || !running ? { ...change, objects: changes } : undefined;
}

/** A running Application has no rendering of its own here: its objects are read, not rendered. */
function nodeOf(application: Application): ApplicationNode {
  return { application, origin: { kind: 'root', file: '' }, objects: [], failures: [], inputs: [] };
}

async function objectChanges(
  node: ApplicationNode,
  objects: readonly RenderedObject[],
  running: Application | undefined,
  context: LiveContext,
) {
  const { pairs, missing } = await pairsOf(node.application, objects, context);
  const extra = await objectsToPrune(running, objects, context);
  return compareObjects(
    [
      ...pairs.map(({ pair, namespace }) => comparedObject(pair.live, namespace)),
      ...extra.map((object) => comparedObject(object, object.metadata.namespace ?? '')),
    ],
    [
      ...pairs.map(({ pair, namespace }) => comparedObject(pair.predicted, namespace)),
      ...missing.map(({ manifest, namespace }) => comparedObject(manifest, namespace)),
    ],
  );
}

interface Read {
  readonly pairs: readonly { readonly pair: Pair; readonly namespace: string }[];
  readonly missing: readonly RenderedObject[];
}

async function pairsOf(
  application: Application,
  objects: readonly RenderedObject[],
  { engine, read }: LiveContext,
): Promise<Read> {
  const asked = await Promise.all(
    objects
      .filter(({ manifest }) => !isHook(manifest))
      .map(async (target) => ({ target, answer: await read(referenceTo(target)) })),
  );
  const there = asked.flatMap(({ target, answer }) =>
    'object' in answer ? [{ target, live: answer.object }] : [],
  );
  const predicted = await predict(engine, application, there);
  return {
    pairs: predicted.map((pair, index) => ({ pair, namespace: there[index]?.target.namespace ?? '' })),
    missing: asked.filter(({ answer }) => 'missing' in answer).map(({ target }) => target),
  };
}

/** Hooks come and go with each sync. */
function isHook({ metadata }: Manifest): boolean {
  const { annotations = {} } = metadata;
  return (annotations['argocd.argoproj.io/hook'] ?? annotations['helm.sh/hook']) !== undefined;
}

/** What Argo CD manages for the Application and the tree no longer has. */
async function objectsToPrune(
  running: Application | undefined,
  objects: readonly RenderedObject[],
  { read }: LiveContext,
): Promise<Manifest[]> {
  const keyOf = (reference: ObjectReference) => objectKey(reference, reference.namespace);
  const kept = new Set(objects.map((object) => keyOf(referenceTo(object))));
  const extra = managedObjects(running).filter((object) => !kept.has(keyOf(object)));
  const answers = await Promise.all(extra.map(read));
  return answers.flatMap((answer) => ('object' in answer ? [answer.object] : []));
}

/** Objects that run, and those of them that a sync to one side of a change would leave as they are; by key. */
export interface Running {
  readonly there: ReadonlySet<string>;
  readonly same: ReadonlySet<string>;
}

/** How the objects of an Application run. */
export async function runningObjects(
  application: Application,
  objects: readonly RenderedObject[],
  context: LiveContext,
): Promise<Running> {
  const { pairs } = await pairsOf(application, objects, context);
  const keys = (list: Read['pairs']) =>
    new Set(list.map(({ pair, namespace }) => comparedObject(pair.live, namespace).key));
  return { there: keys(pairs), same: keys(pairs.filter(({ pair, namespace }) => isSynced(pair, namespace))) };
}
