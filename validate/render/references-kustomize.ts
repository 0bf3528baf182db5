import type { Tree } from '../tree/tree';
import { kustomizationFile } from './inputs-kustomize';
import { quietly, type Reference, referenceIn } from './references';

/** Fields of a kustomization that are lists of paths or addresses. */
const LISTS = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
] as const;

/** Fields whose entries name a file as `path`. */
const WITH_PATH = ['patches', 'patchesJson6902', 'replacements'] as const;

const GENERATORS = ['configMapGenerator', 'secretGenerator'] as const;

/**
 * Everything that a kustomization names, and those that it builds on. What lies in the repository is followed.
 *
 * @param options The source's own `kustomize` settings, which name components too.
 */
export function kustomizeReferences(tree: Tree, at: string, options: unknown): Reference[] {
  const found: Reference[] = [];
  const seen = new Set<string>();
  follow(tree, at, textsOf(options), { found, seen });
  return found;
}

function follow(
  tree: Tree,
  at: string,
  extra: readonly string[],
  { found, seen }: { found: Reference[]; seen: Set<string> },
): void {
  const file = kustomizationFile(tree, at);
  if (file === undefined || seen.has(file)) return;
  seen.add(file);
  for (const text of [...quietly(tree, file).flatMap(textsOf), ...extra]) {
    const reference = referenceIn(tree, file, text);
    found.push(reference);
    follow(tree, reference.target.replace(/\/$/, ''), [], { found, seen });
  }
}

function textsOf(kustomization: unknown): string[] {
  if (typeof kustomization !== 'object' || kustomization === null) return [];
  const fields = kustomization as Record<string, unknown>;
  return [
    ...LISTS.flatMap((name) => listAt(fields, name)),
    ...WITH_PATH.flatMap((name) => listAt(fields, name).map((entry) => fieldOf(entry, 'path'))),
    ...GENERATORS.flatMap((name) => listAt(fields, name).flatMap(generatorFiles)),
    fieldOf(fields['openapi'], 'path'),
  ].filter((text): text is string => typeof text === 'string' && !text.includes('\n'));
}

/** `files: [key=path]`, `envs: [path]` and `env: path`. */
function generatorFiles(generator: unknown): unknown[] {
  const files = listAt(generator, 'files').map((file) =>
    typeof file === 'string' ? file.slice(file.indexOf('=') + 1) : file,
  );
  return [...files, ...listAt(generator, 'envs'), fieldOf(generator, 'env')];
}

function listAt(value: unknown, name: string): unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
