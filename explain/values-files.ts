import { join, posix } from 'node:path';
import { execa } from 'execa';
import { parseAllDocuments } from 'yaml';
import type { ApplicationSource } from '../gitops/manifest';
import { inputsOf } from '../validate/render/inputs';
import type { Tree } from '../validate/tree/tree';

/** What reads a slice's state: helmfile, and PATH with helm on it. */
export interface StateReader {
  readonly helmfile: string;
  readonly path: string;
  /** A directory that is thrown away. */
  readonly home: string;
}

/** How a source is rendered, in a few words. */
export function renderingOf(tree: Tree, source: ApplicationSource): string {
  if (source.plugin) return `plugin ${source.plugin.name ?? 'that Argo CD finds'}`;
  if (source.chart) return 'helm';
  return inputsOf(tree, source).kind;
}

/** The values files of a source in the order in which they are laid over each other, relative to the repository. */
export async function valuesFilesOf(
  tree: Tree,
  source: ApplicationSource,
  reader: StateReader,
): Promise<string[]> {
  if (source.path === undefined) return [];
  const environment = source.plugin?.env?.find(({ name }) => name === 'HELMFILE_ENVIRONMENT')?.value;
  if (environment !== undefined) return sliceValues(tree, source.path, environment, reader);
  const own = posix.join(source.path, 'values.yaml');
  const listed = (source.helm?.valueFiles ?? []).map((file) => posix.join(source.path ?? '', file));
  return renderingOf(tree, source) === 'helm' ? existing(tree, [own, ...listed]) : [];
}

/** Helmfile itself says what a slice's releases take in: conditions of the state file are settled there. */
async function sliceValues(
  tree: Tree,
  path: string,
  environment: string,
  { helmfile, path: PATH, home }: StateReader,
): Promise<string[]> {
  const { stdout } = await execa(
    helmfile,
    ['--environment', environment, '--skip-deps', '--log-level', 'error', '--no-color', 'build'],
    {
      cwd: join(tree.dir, path),
      extendEnv: false,
      env: {
        PATH,
        HOME: home,
        HELMFILE_UPGRADE_NOTICE_DISABLED: 'true',
        HELMFILE_DISABLE_INSECURE_FEATURES: 'true',
        HELMFILE_DISABLE_HOOKS: 'true',
      },
    },
  );
  const releases = parseAllDocuments(stdout).flatMap((document) => {
    const state = document.toJS() as { releases?: readonly StateRelease[] } | null;
    return state?.releases ?? [];
  });
  return releases.flatMap(({ chart, values = [] }) =>
    existing(
      tree,
      [posix.join(chart, 'values.yaml'), ...values].map((file) => posix.join(path, file)),
    ),
  );
}

/** A release as `helmfile build` prints it, for slices that the plugin has let pass: their values are files. */
interface StateRelease {
  readonly chart: string;
  readonly values?: readonly string[];
}

function existing(tree: Tree, files: readonly string[]): string[] {
  return files.filter((file) => tree.files.has(file));
}
