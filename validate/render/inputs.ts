import { posix } from 'node:path';
import type { ApplicationSource } from '../../gitops/manifest';
import type { Tree } from '../tree/tree';
import { helmInputs, helmReferences } from './inputs-helm';
import { kustomizationFile, kustomizeInputs } from './inputs-kustomize';
import { reachesOutside } from './references';
import { kustomizeReferences } from './references-kustomize';

/** How Argo CD would render a source. */
export type SourceKind = 'plugin' | 'helm' | 'kustomize' | 'directory';

/** The files that a source is rendered from. */
export interface Inputs {
  readonly kind: SourceKind;
  readonly files: readonly string[];
}

/** State files of the helmfile plugin. */
const STATE_FILES = ['helmfile.yaml.gotmpl', 'helmfile.yaml'];

/**
 * The files of its repository that rendering a source may read. Sources are rendered in a directory that holds
 * these files alone, so that a file that is missing here makes a failed render, never a stale one.
 *
 * @param chartPath Where the chart of a source stands that comes from a chart repository.
 */
export function inputsOf(tree: Tree, source: ApplicationSource, chartPath?: string): Inputs {
  if (chartPath !== undefined) return { kind: 'helm', files: helmInputs(tree, source, chartPath) };
  const base = posix.normalize(source.path ?? '.').replace(/\/$/, '');
  if (base.startsWith('..') || posix.isAbsolute(base)) return { kind: 'directory', files: [] };
  const at = base === '.' ? '' : base;
  const kind = kindOf(tree, source, at);
  return { kind, files: withLinkTargets(tree, [...filesOf(tree, source, at, kind), ...overrides(tree, at)]) };
}

/** Why a source of this repository cannot be rendered from it alone; undefined where it can. */
export function unreachable(tree: Tree, source: ApplicationSource, chartPath?: string): string | undefined {
  const at = chartPath ?? posix.normalize(source.path ?? '.').replace(/\/$/, '');
  if (at.startsWith('..') || posix.isAbsolute(at)) return undefined;
  const kind = chartPath === undefined ? kindOf(tree, source, at === '.' ? '' : at) : 'helm';
  if (kind === 'helm') return reachesOutside(helmReferences(tree, at), at);
  if (kind === 'kustomize') return reachesOutside(kustomizeReferences(tree, at, source.kustomize), at);
  return undefined;
}

function kindOf(tree: Tree, source: ApplicationSource, at: string): SourceKind {
  if (source.plugin) return 'plugin';
  if (source.helm) return 'helm';
  if (source.kustomize) return 'kustomize';
  if (source.directory) return 'directory';
  if (tree.files.has(posix.join(at, 'Chart.yaml'))) return 'helm';
  return kustomizationFile(tree, at) === undefined ? 'directory' : 'kustomize';
}

function filesOf(tree: Tree, source: ApplicationSource, at: string, kind: SourceKind): string[] {
  switch (kind) {
    case 'plugin':
      return [...tree.below(at), ...stateReferences(tree, at)];
    case 'helm':
      return helmInputs(tree, source, at);
    case 'kustomize':
      return kustomizeInputs(tree, at, source.kustomize);
    case 'directory':
      return directoryInputs(tree, source, at);
  }
}

/** `.argocd-source.yaml` and `.argocd-source-<app>.yaml`, which override the source. */
function overrides(tree: Tree, at: string): string[] {
  return directChildren(tree, at).filter((path) => posix.basename(path).startsWith('.argocd-source'));
}

function directoryInputs(tree: Tree, source: ApplicationSource, at: string): string[] {
  const all = source.directory?.['recurse'] === true ? [...tree.below(at)] : directChildren(tree, at);
  const libraries = JSON.stringify(source.directory?.['jsonnet'] ?? {}).match(/"libs":\["([^"]*)"/);
  return libraries?.[1] ? [...all, ...tree.below(libraries[1])] : all;
}

function directChildren(tree: Tree, at: string): string[] {
  const prefix = at === '' ? '' : `${at}/`;
  return tree.below(at).filter((path) => !path.slice(prefix.length).includes('/'));
}

/** What a helmfile state names outside of its own directory: `../chart`, `../values/common.yaml`. */
function stateReferences(tree: Tree, at: string): string[] {
  return STATE_FILES.map((name) => posix.join(at, name))
    .filter((path) => tree.files.get(path)?.kind === 'file' || tree.files.get(path)?.kind === 'executable')
    .flatMap((path) => [...tree.text(path).matchAll(/\.\.\/[A-Za-z0-9@._/-]*/g)])
    .flatMap(([reference]) => fileOrBelow(tree, posix.join(at, reference)));
}

/** A path that ends in the middle of a name (before a template action) stands for its directory. */
function fileOrBelow(tree: Tree, path: string): readonly string[] {
  const clean = path.replace(/\/$/, '');
  if (clean.startsWith('..')) return [];
  if (tree.files.has(clean)) return [clean];
  return tree.isDirectory(clean) ? tree.below(clean) : tree.below(posix.dirname(clean));
}

/** Adds what symbolic links lead to, as far as it lies in the tree. */
function withLinkTargets(tree: Tree, paths: readonly string[]): string[] {
  const found = new Set(paths);
  for (const path of found) {
    if (tree.files.get(path)?.kind !== 'symlink') continue;
    const target = posix.join(posix.dirname(path), linkTarget(tree, path));
    if (tree.files.has(target)) found.add(target);
    else if (!target.startsWith('..')) for (const below of tree.below(target)) found.add(below);
  }
  return [...found].sort();
}

function linkTarget(tree: Tree, path: string): string {
  return tree.text(path);
}
