import { posix } from 'node:path';
import type { ApplicationSource } from '../../gitops/manifest';
import type { Tree } from '../tree/tree';
import { quietly, type Reference, referenceIn } from './references';

/** How a chart names a dependency that stands beside it. */
const LOCAL = 'file://';

/** The files of a Helm source: its chart, charts that it depends on by `file://`, values files, file parameters. */
export function helmInputs(tree: Tree, source: ApplicationSource, at: string): string[] {
  const named = [
    ...(source.helm?.valueFiles ?? []),
    ...(source.helm?.fileParameters ?? []).map(({ path }) => path),
  ];
  return [...chartInputs(tree, at, []), ...named.flatMap((file) => referredFiles(tree, at, file))];
}

function chartInputs(tree: Tree, at: string, seen: readonly string[]): string[] {
  if (seen.includes(at)) return [];
  const local = dependenciesOf(tree, at).flatMap(({ repository }) =>
    repository.startsWith(LOCAL) ? [posix.join(at, repository.slice(LOCAL.length))] : [],
  );
  return [...tree.below(at), ...local.flatMap((chart) => chartInputs(tree, chart, [...seen, at]))];
}

/** What a chart depends on: packed into `charts/`, beside it by `file://`, or to be fetched. */
function dependenciesOf(tree: Tree, at: string): { name: string; repository: string }[] {
  const listed = quietly(tree, posix.join(at, 'Chart.yaml')).map(
    (chart) => (chart as { dependencies?: unknown } | null)?.dependencies,
  );
  return listed.flatMap((entries) =>
    (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
      const { name, repository } = (entry ?? {}) as { name?: unknown; repository?: unknown };
      return typeof name === 'string' && typeof repository === 'string' ? [{ name, repository }] : [];
    }),
  );
}

/** The places of the dependencies that a chart does not bring along; followed, where they are charts of the tree. */
export function helmReferences(tree: Tree, at: string, seen: readonly string[] = []): Reference[] {
  if (seen.includes(at)) return [];
  const file = posix.join(at, 'Chart.yaml');
  return dependenciesOf(tree, at)
    .filter(({ name }) => !isPacked(tree, at, name))
    .flatMap(({ repository }) => {
      const isLocal = repository.startsWith(LOCAL);
      const text = isLocal ? repository.slice(LOCAL.length) : repository;
      const reference = referenceIn(tree, file, text);
      return isLocal
        ? [reference, ...helmReferences(tree, reference.target, [...seen, at])]
        : repository === ''
          ? []
          : [reference];
    });
}

function isPacked(tree: Tree, at: string, name: string): boolean {
  const place = posix.join(at, 'charts');
  return tree
    .below(place)
    .some((path) => path.startsWith(`${place}/${name}/`) || path.startsWith(`${place}/${name}-`));
}

/** A value file from the chart's directory, from the repository's root (`/…`) or from another source (`$ref/…`). */
function referredFiles(tree: Tree, at: string, name: string): readonly string[] {
  const fromRoot = /^(?:\/|\$[^/]+\/)(.*)$/.exec(name)?.[1];
  const path = fromRoot === undefined ? posix.join(at, name) : posix.normalize(fromRoot);
  const fixed = /^[^*?[{$]*/.exec(path)?.[0] ?? '';
  if (fixed === path) return tree.files.has(path) ? [path] : [];
  return tree.below(posix.dirname(`${fixed}x`).replace(/^\.$/, ''));
}
