import { posix } from 'node:path';
import { parse } from 'yaml';
import type { ApplicationSource } from '../../gitops/manifest';
import type { Tree } from '../tree/tree';

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
  const local = dependencies(tree, at).map((directory) => posix.join(at, directory));
  return [...tree.below(at), ...local.flatMap((chart) => chartInputs(tree, chart, [...seen, at]))];
}

/** Directories of the dependencies that a chart takes from beside it. */
function dependencies(tree: Tree, at: string): string[] {
  const file = posix.join(at, 'Chart.yaml');
  if (!tree.files.has(file)) return [];
  const listed: unknown = readQuietly(tree.text(file));
  const entries = (listed as { dependencies?: unknown } | undefined)?.dependencies;
  return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const { repository } = (entry ?? {}) as { repository?: unknown };
    return typeof repository === 'string' && repository.startsWith('file://')
      ? [repository.slice('file://'.length)]
      : [];
  });
}

function readQuietly(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** A value file from the chart's directory, from the repository's root (`/…`) or from another source (`$ref/…`). */
function referredFiles(tree: Tree, at: string, name: string): readonly string[] {
  const fromRoot = /^(?:\/|\$[^/]+\/)(.*)$/.exec(name)?.[1];
  const path = fromRoot === undefined ? posix.join(at, name) : posix.normalize(fromRoot);
  const fixed = /^[^*?[{$]*/.exec(path)?.[0] ?? '';
  if (fixed === path) return tree.files.has(path) ? [path] : [];
  return tree.below(posix.dirname(`${fixed}x`).replace(/^\.$/, ''));
}
