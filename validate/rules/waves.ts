import { groupOf, type Manifest } from '../../gitops/manifest';
import { ancestors } from '../expand/endless';
import type { ApplicationNode } from '../expand/model';
import { isDefinition, type RenderedObject } from '../facts';

/** The annotation by which Argo CD orders what it applies. */
export const WAVE = 'argocd.argoproj.io/sync-wave';

/** Kinds that Argo CD applies first within a wave, in this order. */
const FIRST_KINDS = ['Namespace', 'CustomResourceDefinition'];

/** How two objects are ordered: `unordered` means at the same time, whichever comes first. */
export type Order = 'before' | 'after' | 'unordered';

/**
 * Whether Argo CD has applied `left`, and found it healthy, before it applies `right`. Applications are ordered
 * by the waves that they have in the Application that deploys both.
 */
export function orderOf(left: RenderedObject, right: RenderedObject): Order {
  const leftSteps = stepsTo(left);
  const rightSteps = stepsTo(right);
  const fork = leftSteps.findIndex((step, index) => step.item !== rightSteps[index]?.item);
  const [one, other] = [leftSteps[fork], rightSteps[fork]];
  if (!one || !other) return 'unordered';
  if (one.wave !== other.wave) return one.wave < other.wave ? 'before' : 'after';
  if (one.rank !== other.rank) return one.rank < other.rank ? 'before' : 'after';
  return 'unordered';
}

interface Step {
  /** What is applied at this step: an Application, an ApplicationSet, or at last the object itself. */
  readonly item: unknown;
  readonly wave: number;
  readonly rank: number;
}

/** What Argo CD applies from the root down to an object. */
function stepsTo({ node, manifest }: RenderedObject): Step[] {
  const chain = [node, ...ancestors(node.origin)].reverse();
  const down = chain.slice(1).map(carrier);
  return [...down, manifest].map(stepOf);
}

/** The object that stands for an Application in its parent: itself, or the ApplicationSet that generates it. */
export function carrier({ application, origin }: ApplicationNode): Manifest {
  return origin.kind === 'applicationset' ? origin.set.manifest : application;
}

function stepOf(manifest: Manifest): Step {
  const rank = groupOf(manifest) === '' || isDefinition(manifest) ? FIRST_KINDS.indexOf(manifest.kind) : -1;
  return {
    item: manifest,
    wave: Number(manifest.metadata.annotations?.[WAVE] ?? 0),
    rank: rank < 0 ? FIRST_KINDS.length : rank,
  };
}
