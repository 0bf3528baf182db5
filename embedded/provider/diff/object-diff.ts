import { fieldManager, inputsOf, liveOf, toKubernetes } from '../apply/checkpoint';
import { isAutonamed } from '../apply/naming';
import { applyObject } from '../apply/write';
import { nameOf, namespaceOf, textAt } from '../cluster/objects';
import type { Session } from '../session';
import type { DiffRequest, DiffResult } from '../wire/handler';
import { isPatchResource, parseUrn } from '../wire/urn';
import { containsUnknown, type JsonObject } from '../wire/values';
import { compare, type Difference, formatPath, type Path } from './compare';
import { immutablePaths } from './immutable';
import { overlaps, replacedPaths } from './replacement';

/** What changes between the inputs of the last run and the new ones, and whether that takes a new object. */
export async function diffObject(session: Session, request: DiffRequest): Promise<DiffResult> {
  const recorded = inputsOf(request.state);
  const before = toKubernetes(Object.keys(recorded).length > 0 ? recorded : request.oldInputs);
  const after = toKubernetes(request.news);
  const differences = compare(canonical(before), canonical(after));
  if (differences.length === 0) return { changes: new Map(), deleteBeforeReplace: false };
  const replaced = await replacements(session, request, before, after, differences);
  const changes = new Map(
    differences.map((difference) => {
      const replace = replaced.some((path) => overlaps(path, difference.path));
      return [formatPath(difference.path), { kind: difference.kind, replace }] as const;
    }),
  );
  return { changes, deleteBeforeReplace: mustDeleteFirst(request, after, changes) };
}

/** The namespace may be left out where it is `default`. */
function canonical(inputs: JsonObject): JsonObject {
  const metadata = { ...(inputs['metadata'] as JsonObject | undefined) };
  if (metadata['namespace'] === undefined || metadata['namespace'] === '') metadata['namespace'] = 'default';
  return { ...inputs, metadata };
}

async function replacements(
  session: Session,
  request: DiffRequest,
  before: JsonObject,
  after: JsonObject,
  differences: readonly Difference[],
): Promise<readonly Path[]> {
  const known = replacedPaths(before, session.settings);
  if (isPatchResource(parseUrn(request.urn), textAt(after, 'kind'))) return known.slice(0, 2);
  if (differences.some(({ path }) => known.some((other) => overlaps(other, path)))) return known;
  const asked = await askServer(session, request, after);
  if (!asked) return known;
  const matched = asked.filter((path) => differences.some((difference) => overlaps(path, difference.path)));
  // The server may name another field than the one that changed: then the object as a whole is replaced.
  return [...known, ...(matched.length > 0 ? matched : [[]])];
}

/** A dry run tells which fields can't be changed; what else may be wrong with it is for the update to report. */
async function askServer(
  session: Session,
  request: DiffRequest,
  after: JsonObject,
): Promise<readonly Path[] | undefined> {
  if (containsUnknown(after)) return undefined;
  const manager = fieldManager(request.urn, request.state, after);
  try {
    await applyObject(session, { urn: request.urn, object: after, manager, preview: true, timeout: 0 });
    return undefined;
  } catch (error) {
    return immutablePaths(error);
  }
}

/** Two objects can't have one name at a time, so the old one goes first where the program fixed the name. */
function mustDeleteFirst(request: DiffRequest, after: JsonObject, changes: DiffResult['changes']): boolean {
  const live = liveOf(request.state);
  const replaces = [...changes.values()].some((change) => change.replace);
  const sameName =
    nameOf(after) === nameOf(live) && (namespaceOf(after) || 'default') === (namespaceOf(live) || 'default');
  return replaces && !isAutonamed(after) && sameName;
}
