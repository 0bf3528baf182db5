import type { ApplicationChange, Side } from '../diff/compare';
import type { ApplicationNode } from '../expand/model';
import { type LiveContext, type Running, runningObjects } from './compare';

/** How an object that the change touches runs at present. */
export type LiveState = 'as-base' | 'as-head' | 'differs' | 'missing';

/** The state of each object that the change touches, by its key. */
export async function liveStates(
  changes: readonly ApplicationChange[],
  { before, after }: { before: Side; after: Side },
  context: LiveContext,
): Promise<Map<string, LiveState>> {
  const [base, head] = await Promise.all([
    running(
      changes.map((change) => change.before),
      before,
      context,
    ),
    running(
      changes.map((change) => change.after),
      after,
      context,
    ),
  ]);
  const keys = changes.flatMap(({ objects }) => objects.map(({ key }) => key));
  return new Map(keys.map((key) => [key, stateOf(key, base, head)]));
}

async function running(
  nodes: readonly (ApplicationNode | undefined)[],
  { facts }: Side,
  context: LiveContext,
): Promise<Running> {
  const all = await Promise.all(
    nodes
      .filter((node) => node !== undefined)
      .map((node) =>
        runningObjects(
          node.application,
          facts.objects.filter((object) => object.node === node),
          context,
        ),
      ),
  );
  return {
    there: new Set(all.flatMap(({ there }) => [...there])),
    same: new Set(all.flatMap(({ same }) => [...same])),
  };
}

function stateOf(key: string, base: Running, head: Running): LiveState {
  if (head.same.has(key)) return 'as-head';
  if (base.same.has(key)) return 'as-base';
  return base.there.has(key) || head.there.has(key) ? 'differs' : 'missing';
}
