import { isDeepStrictEqual } from 'node:util';
import { structuredPatch } from 'diff';
import type { Manifest } from '../../gitops/manifest';
import type { ApplicationNode, EnvironmentModel } from '../expand/model';
import type { Facts, RenderedObject } from '../facts';
import { groupBy } from '../group-by';
import { absenceOf } from './absence';
import { withMoves } from './moves';
import { type ComparedObject, comparedObject } from './objects';

/** What became of one object. */
export interface ObjectChange {
  readonly change: 'added' | 'changed' | 'removed' | 'moved';
  /** What tells the object apart from all others. */
  readonly key: string;
  /** `Deployment hello/web`. */
  readonly name: string;
  readonly before?: Manifest;
  readonly after?: Manifest;
  /** The texts that a side-by-side view shows. */
  readonly beforeText: string;
  readonly afterText: string;
  /** Unified diff of the two texts, without file names. */
  readonly diff: string;
  /** Where the object was before, for one that moved. */
  readonly movedFrom?: string;
}

/** What became of one Application. */
export interface ApplicationChange {
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly layer: string;
  readonly before?: ApplicationNode;
  readonly after?: ApplicationNode;
  readonly objects: readonly ObjectChange[];
  /** Whether it could not be rendered on one side, so that its changes are not known. */
  readonly unknown: boolean;
}

/** One side of a comparison. */
export interface Side {
  readonly model: EnvironmentModel;
  readonly facts: Facts;
}

/** Everything that differs between two versions of an environment, Applications without a difference left out. */
export function compareEnvironments(before: Side, after: Side): ApplicationChange[] {
  const [old, now] = [byName(before.model), byName(after.model)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  const [oldObjects, nowObjects] = [objectsByNode(before.facts), objectsByNode(after.facts)];
  const changes = names.flatMap((name) => {
    const [left, right] = [old.get(name), now.get(name)];
    const nodes = { before: left, after: right };
    const absence = absenceOf(nodes, { before: before.model, after: after.model });
    if (absence === 'told') return [];
    if (absence === 'unknown') return [unknownChange(name, left, right)];
    const change = compareApplications(name, left, right, {
      before: [...rootItself(left), ...((left && oldObjects.get(left)) ?? [])],
      after: [...rootItself(right), ...((right && nowObjects.get(right)) ?? [])],
    });
    return change ? [change] : [];
  });
  return withMoves(changes);
}

function unknownChange(
  name: string,
  before: ApplicationNode | undefined,
  after: ApplicationNode | undefined,
): ApplicationChange {
  const sides = { ...(before && { before }), ...(after && { after }) };
  return { name, change: 'changed', layer: layerOf(after ?? before), objects: [], unknown: true, ...sides };
}

function byName({ applications }: EnvironmentModel): Map<string, ApplicationNode> {
  return new Map(applications.map((node) => [node.application.metadata.name, node]));
}

function objectsByNode({ objects }: Facts): Map<ApplicationNode, RenderedObject[]> {
  return groupBy(objects, ({ node }) => node);
}

/** The root is deployed by no Application, so that it counts as an object of its own. */
function rootItself(node: ApplicationNode | undefined): Placed[] {
  if (node?.origin.kind !== 'root') return [];
  const { application: manifest } = node;
  return [{ manifest, namespace: manifest.metadata.namespace ?? '' }];
}

type Placed = Pick<RenderedObject, 'manifest' | 'namespace'>;

function compareApplications(
  name: string,
  before: ApplicationNode | undefined,
  after: ApplicationNode | undefined,
  objects: { before: readonly Placed[]; after: readonly Placed[] },
): ApplicationChange | undefined {
  const unknown = [before, after].some((node) => node !== undefined && node.failures.length > 0);
  const changes = unknown ? [] : compareObjects(objects.before.map(prepared), objects.after.map(prepared));
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  if (change === 'changed' && changes.length === 0 && !unknown && !hasMoved(before, after)) return undefined;
  if (change === 'changed' && unknown && sameFailure(before, after)) return undefined;
  const layer = layerOf(after ?? before);
  return {
    name,
    change,
    layer,
    objects: changes,
    unknown,
    ...(before && { before }),
    ...(after && { after }),
  };
}

/** Whether the Application belongs to another project, or deploys elsewhere, with the same objects. */
function hasMoved(before: ApplicationNode | undefined, after: ApplicationNode | undefined): boolean {
  const home = (node: ApplicationNode | undefined) => [
    node?.application.spec.project,
    node?.application.spec.destination,
  ];
  return !isDeepStrictEqual(home(before), home(after));
}

function sameFailure(before: ApplicationNode | undefined, after: ApplicationNode | undefined): boolean {
  return JSON.stringify(before?.failures) === JSON.stringify(after?.failures);
}

/** The layer that an Application says it belongs to. */
export function layerOf(node: ApplicationNode | undefined): string {
  return node?.application.metadata.labels?.['argo-bootstrap.dev/layer'] ?? 'root';
}

function prepared({ manifest, namespace }: Placed): ComparedObject {
  return comparedObject(manifest, namespace);
}

/** What became of each object, by the keys of both sides. */
export function compareObjects(
  before: readonly ComparedObject[],
  after: readonly ComparedObject[],
): ObjectChange[] {
  const [old, now] = [before, after].map((objects) => new Map(objects.map((object) => [object.key, object])));
  const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
  return keys.flatMap((key) => {
    const change = compareObject(old?.get(key), now?.get(key));
    return change ? [change] : [];
  });
}

function compareObject(
  before: ComparedObject | undefined,
  after: ComparedObject | undefined,
): ObjectChange | undefined {
  const present = after ?? before;
  if (present === undefined || before?.text === after?.text) return undefined;
  return {
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    key: present.key,
    name: present.name,
    beforeText: before?.text ?? '',
    afterText: after?.text ?? '',
    diff: unified(before?.text ?? '', after?.text ?? ''),
    ...(before && { before: before.manifest }),
    ...(after && { after: after.manifest }),
  };
}

/** Unified diff of two texts, without file names. */
export function unified(before: string, after: string): string {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 3 });
  return hunks
    .flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines.filter((line) => !line.startsWith('\\')),
    ])
    .join('\n');
}
