import { z } from 'zod';
import type { Manifest } from '../gitops/manifest';
import { isManifest } from '../gitops/manifest';
import { ProblemError } from '../gitops/problem';
import { type Difference, difference } from './compare';
import type { Kubectl } from './kubectl';

/** The field manager under which Argo CD applies. */
const MANAGER = 'argocd-controller';

/**
 * What applying the objects would change of what runs, as the API server itself answers to a dry run. Objects that
 * somebody edited after Helm installed them show here, and those that are gone.
 *
 * @param namespace The namespace of objects that name none.
 */
export async function liveDifferences(
  objects: readonly Manifest[],
  namespace: string,
  kubectl: Kubectl,
): Promise<Difference[]> {
  if (objects.length === 0) return [];
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const from = ['--namespace', namespace, '--filename', '-', '--output', 'json'];
  const live = listed(await kubectl.run(['get', '--ignore-not-found', ...from], input));
  const dry = ['--server-side', '--dry-run=server', '--force-conflicts', `--field-manager=${MANAGER}`];
  const before = new Map(live.map((object) => [identity(object), plain(object)]));
  try {
    const applied = listed(await kubectl.run(['apply', ...dry, ...from], input));
    return applied.flatMap((object) => difference(before.get(identity(object)), plain(object), namespace));
  } catch (error) {
    const refused = refusals(error);
    if (refused.length === 0) throw error;
    return refused;
  }
}

/** A change that no object can undergo is an answer as well: a sync would fail on it. */
function refusals(error: unknown): Difference[] {
  if (!(error instanceof ProblemError)) return [];
  return [
    ...error.problems.flatMap(({ found }) => [
      ...found.matchAll(/(\w+)(?:\.\S+)? "([^"]+)" is invalid: (.*)/g),
    ]),
  ].map(([, kind, name, reason]) => ({ object: `${kind} ${name}`, kind: 'refused', diff: reason ?? '' }));
}

const list = z.object({ kind: z.literal('List'), items: z.array(z.unknown()) });

/** kubectl prints a list, or the object itself where there is one only; nothing where there is none. */
function listed(output: string): Manifest[] {
  if (output.trim() === '') return [];
  const value: unknown = JSON.parse(output);
  const parsed = list.safeParse(value);
  return (parsed.success ? parsed.data.items : [value]).filter(isManifest);
}

/** An object that a dry run creates has another uid each time, so only names tell objects apart. */
function identity({ apiVersion, kind, metadata }: Manifest): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/', 1)[0] : '';
  return [group, kind, metadata.namespace ?? '', metadata.name].join('/');
}

/** What the API server keeps for itself, and what changes with every write. */
const OWN = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];

function plain(object: Manifest): Manifest {
  const { status: _status, metadata, ...rest } = object;
  const kept = Object.entries(metadata).filter(([key]) => !OWN.includes(key));
  return { ...rest, metadata: Object.fromEntries(kept) } as unknown as Manifest;
}
