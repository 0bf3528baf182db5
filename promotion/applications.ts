import { posix } from 'node:path';
import { parse } from 'yaml';
import { LAYOUT, rootFile } from '../validate/layout';
import type { History } from './git';

/** What becomes of one Application, as far as files can tell: whether its objects differ, `validate` knows. */
export interface MovedApplication {
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** The files that it reads and that differ; none for one that comes or goes. */
  readonly files: readonly string[];
}

/** An Application of a commit, and what it reads: files, and folders with a slash at the end. */
interface Reader {
  readonly name: string;
  readonly reads: readonly string[];
}

/**
 * The Applications of an environment that a step from one commit to another moves, by name. Without a commit to come
 * from, all of them are added.
 */
export async function movedApplications(
  history: History,
  environment: string,
  from: string | undefined,
  to: string,
): Promise<MovedApplication[]> {
  const after = await readersOf(history, environment, to);
  const before = from === undefined ? new Map<string, Reader>() : await readersOf(history, environment, from);
  const changed = from === undefined ? [] : await history.changedFiles(from, to);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): MovedApplication[] => {
    const [old, now] = [before.get(name), after.get(name)];
    if (!old || !now) return [{ name, change: old ? 'removed' : 'added', files: [] }];
    const reads = [...old.reads, ...now.reads];
    const files = changed.filter((file) => reads.some((path) => isAt(file, path)));
    return files.length > 0 ? [{ name, change: 'changed', files }] : [];
  });
}

function isAt(file: string, path: string): boolean {
  return path.endsWith('/') ? file.startsWith(path) : file === path;
}

async function readersOf(
  history: History,
  environment: string,
  commit: string,
): Promise<Map<string, Reader>> {
  const files = await history.files(commit);
  const read = async (file: string) => readApplicationFile(await history.text(commit, file));
  const slices = await Promise.all(files.filter(isSliceApplication).map(read));
  const set = readApplicationFile(await history.text(commit, applicationSetFile(environment)));
  const readers = [
    rootReader(files, environment),
    ...slices.flatMap((one) => (one ? [reader(one.name, one.path, one.alsoReads)] : [])),
    ...(set ? services(set, files) : []),
  ];
  return new Map(readers.map((one) => [one.name, one]));
}

/** The root reads the overlay, and through it the manifests of the Applications, not their slices. */
function rootReader(files: readonly string[], environment: string): Reader {
  const manifests = files.filter((file) => isSliceApplication(file) || isLayerList(file));
  const overlay = `${LAYOUT.gitops}/overlays/${environment}/`;
  const root = posix.basename(rootFile(environment), '.yaml').replace(`-${environment}`, '');
  return { name: root, reads: [overlay, applicationSetFile(environment), ...manifests] };
}

function isSliceApplication(file: string): boolean {
  return new RegExp(`^${LAYOUT.gitops}/[^/]+/[^/]+/application\\.yaml$`).test(file);
}

function isLayerList(file: string): boolean {
  return new RegExp(`^${LAYOUT.gitops}/[^/]+/kustomization\\.yaml$`).test(file);
}

function applicationSetFile(environment: string): string {
  return `${LAYOUT.gitops}/applicationsets/${environment}.yaml`;
}

interface ApplicationFile {
  readonly name: string;
  readonly path: string;
  readonly alsoReads: string;
  /** The files for each of which an ApplicationSet makes an Application. */
  readonly globs: readonly string[];
}

interface ReadManifest {
  readonly metadata?: { readonly name?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly source?: { readonly path?: string };
    readonly generators?: readonly {
      readonly git?: { readonly files?: readonly { readonly path: string }[] };
    }[];
    readonly template?: ReadManifest;
  };
}

/** What a manifest says of what it reads; undefined where it can't be read, which `validate` reports. */
function readApplicationFile(text: string | undefined): ApplicationFile | undefined {
  const manifest = parseOrNothing(text);
  const application = manifest?.spec?.template ?? manifest;
  const path = application?.spec?.source?.path;
  const name = application?.metadata?.name;
  if (path === undefined || name === undefined) return undefined;
  const alsoReads = application?.metadata?.annotations?.['argocd.argoproj.io/manifest-generate-paths'] ?? '.';
  const globs = (manifest?.spec?.generators ?? []).flatMap(({ git }) =>
    (git?.files ?? []).map((file) => file.path),
  );
  return { name, path, alsoReads, globs };
}

function parseOrNothing(text: string | undefined): ReadManifest | undefined {
  try {
    return text === undefined ? undefined : (parse(text) as ReadManifest);
  } catch {
    return undefined;
  }
}

function reader(name: string, path: string, alsoReads: string): Reader {
  const folders = alsoReads
    .split(';')
    .filter(Boolean)
    .map((one) => (one.startsWith('/') ? one.slice(1) : posix.join(path, one)));
  return {
    name,
    reads: [path, ...folders].map((folder) => `${posix.join(folder, '.').replace(/\/$/, '')}/`),
  };
}

/** One Application for each file that the generator finds, named and placed as the template says. */
function services(set: ApplicationFile, files: readonly string[]): Reader[] {
  const found = files.filter((file) => set.globs.some((glob) => matches(file, glob)));
  return found.map((file) => {
    const segments = posix.dirname(file).split('/');
    const fill = (text: string) =>
      text.replace(
        /\{\{-?\s*index \.path\.segments (\d+)\s*-?\}\}/g,
        (_, index) => segments[Number(index)] ?? '',
      );
    return reader(fill(set.name), fill(set.path), set.alsoReads);
  });
}

function matches(file: string, glob: string): boolean {
  const pattern = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('[^/]*')}$`).test(file);
}
