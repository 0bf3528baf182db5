import { constants, copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Application, type ApplicationSource, type Manifest, sourcesOf } from '../../gitops/manifest';
import { type Engine, EngineError } from '../engine/client';
import { leavesRepository } from '../tree/links';
import { isReadable, type Tree } from '../tree/tree';
import { keyOf, type ResultCache } from './cache';
import { type Inputs, inputsOf } from './inputs';
import { makeSemaphore } from './semaphore';

/** What rendering one source gave: its objects, or why there are none. */
export type Rendered =
  | { readonly objects: readonly Manifest[]; readonly sourceType: string; readonly inputs: readonly string[] }
  | { readonly error: string; readonly inputs: readonly string[] };

/** What the cluster offers to charts. */
export interface Capabilities {
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

/** Renders single sources of Applications. */
export interface Renderer {
  /** Whether the result depends on the cluster's API versions, which grow with the definitions of the tree. */
  asksForApis(tree: Tree, source: ApplicationSource): boolean;
  /** `chartPath` says where the chart stands of a source that comes from a chart repository. */
  render(
    tree: Tree,
    application: Application,
    source: number,
    offered: Capabilities,
    chartPath?: string,
  ): Promise<Rendered>;
  /** How many sources were rendered, and how many came from the cache. */
  readonly counts: { rendered: number; cached: number };
}

export interface RendererOptions {
  readonly engine: Engine;
  readonly cache: ResultCache;
  /** Directory for the copies in which sources are rendered. */
  readonly scratch: string;
  /** What identifies the tools that render; part of every key. */
  readonly toolsKey: string;
  readonly parallel: number;
  readonly timeoutSeconds: number;
  /** The commands of the plugins that a tree brings, and the files that these are. */
  plugins(tree: Tree): { commands: Record<string, { command: readonly string[] }>; files: readonly string[] };
}

/** A revision that stands for all: the content decides, so that a commit alone renders nothing anew. */
const ANY_REVISION = '0'.repeat(40);

/** Makes a renderer over an engine and a cache. */
export function makeRenderer(options: RendererOptions): Renderer {
  const limit = makeSemaphore(options.parallel);
  const counts = { rendered: 0, cached: 0 };
  const known = new Map<string, Promise<Rendered>>();
  const obtain = async (key: string, make: () => Promise<Rendered>): Promise<Rendered> => {
    const kept = options.cache.read(key) as Rendered | undefined;
    if (kept) {
      counts.cached += 1;
      return kept;
    }
    counts.rendered += 1;
    const made = await limit(make);
    if (!isTimeout(made)) options.cache.write(key, made);
    return made;
  };
  return {
    counts,
    asksForApis: (tree, source) =>
      inputsOf(tree, source).files.some(
        (path) => isSmall(tree, path) && tree.text(path).includes('APIVersions'),
      ),
    render: async (tree, application, index, offered, chartPath) => {
      const source = sourcesOf(application)[index];
      if (!source) throw new Error(`${application.metadata.name} has no source ${index}`);
      const inputs = inputsOf(tree, source, chartPath);
      const key = keyOf([chartPath, ...keyParts(options, tree, application, index, inputs, offered)]);
      const asked =
        known.get(key) ??
        obtain(key, () =>
          renderInCopy(options, { tree, application, index, inputs, offered, key, chartPath }),
        );
      known.set(key, asked);
      return asked;
    },
  };
}

function isSmall(tree: Tree, path: string): boolean {
  const file = tree.files.get(path);
  return file !== undefined && file.kind !== 'other' && file.size < 1 << 20;
}

function keyParts(
  { toolsKey, plugins }: RendererOptions,
  tree: Tree,
  application: Application,
  index: number,
  { kind, files }: Inputs,
  offered: Capabilities,
): unknown[] {
  const { metadata, spec } = application;
  const pluginFiles = kind === 'plugin' ? plugins(tree).files : [];
  return [
    1,
    toolsKey,
    index,
    [metadata.name, metadata.namespace, spec.project, spec.destination.namespace, spec.source, spec.sources],
    [offered.kubeVersion, offered.apiVersions],
    [...pluginFiles, ...files].map((path) => [path, tree.digest(path)]),
  ];
}

interface Job {
  readonly tree: Tree;
  readonly application: Application;
  readonly index: number;
  readonly inputs: Inputs;
  readonly offered: Capabilities;
  readonly key: string;
  readonly chartPath: string | undefined;
}

async function renderInCopy(options: RendererOptions, job: Job): Promise<Rendered> {
  const { tree, application, index, inputs, offered, key, chartPath } = job;
  const dir = join(options.scratch, 'copies', key);
  copyFiles(tree, inputs.files, dir);
  try {
    const { objects, sourceType } = await options.engine.call('manifests', {
      application,
      source: index,
      dir,
      ...(chartPath !== undefined && { chartDir: join(dir, chartPath) }),
      refs: ownReferences(application, dir),
      revision: ANY_REVISION,
      kubeVersion: offered.kubeVersion,
      apiVersions: offered.apiVersions,
      // The plugin's script ends itself at the limit, with a better reason than being ended.
      timeoutSeconds: options.timeoutSeconds + 5,
      plugins: options.plugins(tree).commands,
    });
    return { objects, sourceType, inputs: inputs.files };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { error: readable(error.message, [dir, tree.dir, options.scratch]), inputs: inputs.files };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Sources with a `ref` are in the same repository here; others are reported before anything is rendered. */
function ownReferences(application: Application, dir: string) {
  return sourcesOf(application)
    .filter(({ ref }) => ref !== undefined)
    .map(({ repoURL }) => ({ url: repoURL, dir, gitDir: '' }));
}

function copyFiles(tree: Tree, files: readonly string[], dir: string): void {
  mkdirSync(dir, { recursive: true });
  for (const path of files) {
    const target = join(dir, path);
    mkdirSync(dirname(target), { recursive: true });
    const file = tree.files.get(path);
    if (file?.kind === 'symlink') linkInside(path, tree.text(path), target);
    else if (file && isReadable(file)) copyFileSync(join(tree.dir, path), target, constants.COPYFILE_FICLONE);
  }
}

/** A link that leaves the repository is left out: Argo CD refuses it, and nothing outside may be read. */
function linkInside(path: string, to: string, target: string): void {
  if (!leavesRepository(path, to)) symlinkSync(to, target);
}

/** Paths of this run's own directories say nothing to a reader. */
function readable(message: string, directories: readonly string[]): string {
  return directories
    .reduce((text, dir) => text.replaceAll(`${dir}/`, '').replaceAll(dir, '.'), message)
    .trim();
}

function isTimeout(made: Rendered): boolean {
  return 'error' in made && /time limit|timed? ?out|render-timeout|signal: killed/i.test(made.error);
}
