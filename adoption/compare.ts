import { createPatch } from 'diff';
import { describeManifest, groupOf, type Manifest } from '../gitops/manifest';
import { comparedObject } from '../validate/diff/objects';

/** One object that would not stay as it is. */
export interface Difference {
  /** As `Deployment web/web`. */
  readonly object: string;
  /** `refused`: the API server does not take what the slice renders. */
  readonly kind: 'added' | 'removed' | 'changed' | 'refused';
  /** The change as lines of a diff, the values of Secrets hidden; or why it is refused. */
  readonly diff: string;
}

/**
 * What the slice renders, beside what Helm installed, object by object.
 *
 * @param namespace The namespace of objects that name none.
 */
export function compareObjects(
  installed: readonly Manifest[],
  rendered: readonly Manifest[],
  namespace: string,
): Difference[] {
  const [before, after] = [installed, rendered].map((list) => byIdentity(list, namespace));
  const keys = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])].sort();
  return keys.flatMap((key) => difference(before?.get(key), after?.get(key), namespace));
}

function byIdentity(objects: readonly Manifest[], namespace: string): Map<string, Manifest> {
  return new Map(
    objects.map((object) => {
      const { metadata, kind } = object;
      return [[groupOf(object), kind, metadata.namespace ?? namespace, metadata.name].join('/'), object];
    }),
  );
}

/** The difference between two states of one object, if there is one. */
export function difference(
  before: Manifest | undefined,
  after: Manifest | undefined,
  namespace: string,
): Difference[] {
  const present = after ?? before;
  if (!present || sameText(before, after)) return [];
  const [old, now] = [before, after].map((object) => (object ? shown(object, namespace) : ''));
  return [
    {
      object: describeManifest(present),
      kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
      diff: createPatch('', old ?? '', now ?? '', undefined, undefined, { context: 2 })
        .split('\n')
        .slice(4)
        .join('\n')
        .trimEnd(),
    },
  ];
}

function sameText(before: Manifest | undefined, after: Manifest | undefined): boolean {
  return JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
}

/** As the check's own report shows objects, chart labels kept: nothing that differs goes unseen. */
function shown(object: Manifest, namespace: string): string {
  const { text } = comparedObject(object, namespace);
  const chart = object.metadata.labels?.['helm.sh/chart'];
  return chart === undefined ? text : `# helm.sh/chart: ${chart}\n${text}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, sorted(child)]),
  );
}
