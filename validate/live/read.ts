import type { Application, Manifest } from '../../gitops/manifest';
import { comparedObject } from '../diff/objects';
import type { Engine } from '../engine/client';
import type { RenderedObject } from '../facts';
import { makeSemaphore } from '../render/semaphore';
import type { LiveCluster, ObjectReference } from './cluster';

/** Objects asked for at a time; an API server answers that many without noticing. */
const AT_ONCE = 16;

/** What a cluster says of an object: what it is, that there is none, or that this reader may not know. */
export type LiveAnswer =
  | { readonly object: Manifest }
  | { readonly missing: true }
  | { readonly refused: string };

/** Reads each object of a cluster once, however often it is asked for. */
export function makeReader(cluster: LiveCluster): (object: ObjectReference) => Promise<LiveAnswer> {
  const limit = makeSemaphore(AT_ONCE);
  const known = new Map<string, Promise<LiveAnswer>>();
  return (object) => {
    const key = JSON.stringify([object.apiVersion, object.kind, object.namespace, object.name]);
    const asked = known.get(key) ?? limit(() => answer(cluster, object));
    known.set(key, asked);
    return asked;
  };
}

async function answer(cluster: LiveCluster, reference: ObjectReference): Promise<LiveAnswer> {
  try {
    const object = await cluster.read(reference);
    return object ? { object } : { missing: true };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

/** A rendered object as the cluster knows it. */
export function referenceTo({ manifest, namespace }: RenderedObject): ObjectReference {
  const { apiVersion, kind, metadata } = manifest;
  return { apiVersion, kind, namespace, name: metadata.name };
}

/** An object as it runs, and what a sync to the tree would make of it. */
export interface Pair {
  readonly live: Manifest;
  readonly predicted: Manifest;
}

/**
 * What a sync would make of running objects, in Argo CD's own judgement.
 *
 * @param pairs The running objects, each with the rendered one that is to replace it.
 */
export async function predict(
  engine: Engine,
  application: Application,
  pairs: readonly { readonly live: Manifest; readonly target: RenderedObject }[],
): Promise<Pair[]> {
  if (pairs.length === 0) return [];
  const { outcomes } = await engine.call('live-diff', {
    application,
    pairs: pairs.map(({ live, target }) => ({ live, target: placed(target) })),
  });
  return pairs.map(({ live, target }, index) => {
    const { live: normalised, predicted } = outcomes[index] ?? {};
    return { live: normalised ?? live, predicted: predicted ?? placed(target) };
  });
}

/** Rendered objects may leave their namespace to the Application; running ones have one. */
function placed({ manifest, namespace }: RenderedObject): Manifest {
  if (namespace === '') return manifest;
  return { ...manifest, metadata: { ...manifest.metadata, namespace } };
}

/** Whether a sync would leave the object as it is. */
export function isSynced({ live, predicted }: Pair, namespace: string): boolean {
  return comparedObject(live, namespace).text === comparedObject(predicted, namespace).text;
}
