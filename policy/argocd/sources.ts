import { parse } from 'yaml';
import { type Subject, TYPE } from '../core/subject';
import { at, isAbsent, isRecord, keysOf, list, type Path, record, text, UNKNOWN } from '../core/values';
import { applicationSpecs } from './application';
import { generators } from './generators';
import { remoteFiles } from './remote-files';

/** One use of a repository by an Application or ApplicationSet. */
export interface Source {
  /** Where the address stands. */
  readonly path: Path;
  readonly url: unknown;
  /** Where the Git revision stands; undefined for a chart, and where this use has none of its own. */
  readonly revision?: Path;
  /** Where the version of a Helm chart stands; undefined for anything else. */
  readonly version?: Path;
  /** Where the name of a Helm chart stands; undefined for anything else. */
  readonly chart?: Path;
  /** Where the project stands that the source is used by. */
  readonly project: Path;
}

/** Every repository that an Application or ApplicationSet names, wherever it does. */
export function sourcesOf(subject: Subject): Source[] {
  const { props, type } = subject;
  const specs = applicationSpecs(subject).flatMap(({ path, partial }) =>
    sourcesOfSpec(props, path, partial ? ['spec', 'template', 'spec', 'project'] : [...path, 'project']),
  );
  if (type === TYPE.application) return [...specs, ...operationSources(props)];
  return type === TYPE.applicationSet
    ? [...specs, ...generatorSources(props), ...patchSources(props)]
    : specs;
}

function sourcesOfSpec(props: unknown, spec: Path, project: Path): Source[] {
  const hydrator: Path = [...spec, 'sourceHydrator'];
  const paths = [[...spec, 'source'], ...indexed(props, [...spec, 'sources']), [...hydrator, 'drySource']];
  return [
    ...paths
      .filter((path) => at(props, path) !== undefined)
      .flatMap((path) => sourceAt(props, path, project)),
    ...hydratedSource(props, [...hydrator, 'syncSource'], project),
  ];
}

/** What a hydrator wrote: a branch, and the repository of the dry source unless another one is named. */
function hydratedSource(props: unknown, path: Path, project: Path): Source[] {
  const source = at(props, path);
  if (source === undefined) return [];
  const url = at(source, ['repoURL']) ?? at(props, [...path.slice(0, -1), 'drySource', 'repoURL']);
  return [{ path: [...path, 'repoURL'], url, revision: [...path, 'targetBranch'], project }];
}

function indexed(props: unknown, path: Path): Path[] {
  const value = at(props, path);
  return value === UNKNOWN ? [path] : list(value).map((_, index) => [...path, index]);
}

/** A source, and whatever else it reads: values files by their address, and addresses in its patches. */
function sourceAt(props: unknown, path: Path, project: Path): Source[] {
  const { repoURL, chart } = record(at(props, path));
  const pin = [...path, 'targetRevision'];
  const source: Source = {
    path: [...path, 'repoURL'],
    url: repoURL,
    ...(isAbsent(chart) ? { revision: pin } : { version: pin, chart: [...path, 'chart'] }),
    project,
  };
  const files = remoteFiles(props, path).map((file) => ({ path: file, url: at(props, file), project }));
  return [source, ...files, ...kustomizePatches(props, path, project)];
}

/** A running sync may name sources of its own. */
function operationSources(props: unknown): Source[] {
  const sync: Path = ['operation', 'sync'];
  return [[...sync, 'source'], ...indexed(props, [...sync, 'sources'])]
    .filter((path) => at(props, path) !== undefined)
    .flatMap((path) => sourceAt(props, path, ['spec', 'project']));
}

function generatorSources(props: unknown): Source[] {
  return generators(props)
    .filter(({ kind }) => kind === 'git')
    .flatMap(({ path }) => {
      const [revision = 'revision'] = keysOf(at(props, path), 'revision');
      return keysOf(at(props, path), 'repoURL').map((key) => ({
        path: [...path, key],
        url: at(props, [...path, key]),
        revision: [...path, revision],
        project: ['spec', 'template', 'spec', 'project'],
      }));
    });
}

/** Addresses in a templatePatch. It is a template and need not be YAML, so it is searched as text. */
function patchSources(props: unknown): Source[] {
  const path = ['spec', 'templatePatch'];
  const patch = text(at(props, path)) ?? '';
  return Array.from(patch.matchAll(/\brepoURL["']?\s*:\s*["']?([^"'\s,}]*)/g), ([, url]) => ({
    path,
    url,
    project: ['spec', 'template', 'spec', 'project'],
  }));
}

/** Addresses that a kustomize source writes into the Applications it renders. */
function kustomizePatches(props: unknown, source: Path, project: Path): Source[] {
  const patches: Path = [...source, 'kustomize', 'patches'];
  return list(at(props, patches)).flatMap((entry, index) =>
    addressesOf(parsePatch(record(entry)['patch'])).map((url) => ({
      path: [...patches, index, 'patch'],
      url,
      project,
    })),
  );
}

function parsePatch(patch: unknown): unknown {
  try {
    return parse(text(patch) ?? '');
  } catch {
    return undefined;
  }
}

/** The addresses that a strategic merge patch or a list of JSON patch operations sets. */
function addressesOf(patch: unknown): unknown[] {
  if (Array.isArray(patch)) return patch.flatMap(addressesOf);
  if (!isRecord(patch)) return [];
  const { op, path, value, ...rest } = patch;
  if (typeof op === 'string' && /\/repoURL$/.test(text(path) ?? '')) return op === 'test' ? [] : [value];
  const inside = [value, ...Object.values(rest)].flatMap(addressesOf);
  return 'repoURL' in rest ? [rest['repoURL'], ...inside] : inside;
}
