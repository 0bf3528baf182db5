import { type Allowlist, readAllowlist } from '../../gitops/allowlist';
import { isApplicationSet, isManifest, sourcesOf } from '../../gitops/manifest';
import { type OnboardingRequest, RECORD_FILE, requestSchema } from '../../gitops/onboarding-record';
import { ProblemError } from '../../gitops/problem';
import { readStrictYaml, type StrictYaml } from '../../gitops/strict-yaml';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import { environmentsOf } from '../../validate/environment';
import { readRoot } from '../../validate/expand/expand';
import { LAYERS, LAYOUT } from '../../validate/layout';
import type { Tree } from '../../validate/tree/tree';
import { type Layer, sliceFolder } from '../layout';
import { readSlices, type SliceFacts } from './applications';
import { type NamespaceFacts, readNamespaces } from './namespaces';

/** An environment of the tree. */
export interface EnvironmentFacts {
  readonly name: string;
  /** The repository that its root Application reads. */
  readonly repository: string;
  /** Whether its ApplicationSet takes an Application away whose file is gone. */
  readonly removesApplications: boolean;
}

/** The record of an onboarded service, and the layer that it stands in. */
export interface RecordFacts {
  readonly layer: Layer;
  readonly file: string;
  readonly yaml: StrictYaml<OnboardingRequest>;
}

/** What a plan goes by: everything that matters of the tree, and nothing outside of it. */
export interface TreeFacts {
  readonly environments: readonly EnvironmentFacts[];
  readonly slices: readonly SliceFacts[];
  readonly namespaces: readonly NamespaceFacts[];
  /** The record of the service that is asked about. */
  readonly record?: RecordFacts;
  readonly allowlist: Allowlist;
  /** Files below a folder. */
  below(folder: string): readonly string[];
  /** A file's content; undefined where there is none. */
  read(path: string): Buffer | undefined;
}

/**
 * Reads the facts of a tree that concern `service`.
 *
 * @throws ProblemError where there is no environment, or the allowlist or the record cannot be read.
 */
export function readFacts(tree: Tree, service: string): TreeFacts {
  const names = environmentsOf(tree);
  if (names.length === 0) throw noTree();
  const allowlist = readAllowlist(tree.dir);
  // The allowlist has them in the order in which changes are promoted.
  const order = Object.keys(allowlist.environments);
  const environments = names
    .sort((left, right) => order.indexOf(left) - order.indexOf(right))
    .map((name) => readEnvironment(tree, name));
  const record = readRecord(tree, service);
  return {
    environments,
    slices: readSlices(tree),
    namespaces: readNamespaces(tree),
    allowlist,
    ...(record && { record }),
    below: (folder) => tree.below(folder),
    read: (path) => (tree.files.has(path) ? tree.bytes(path) : undefined),
  };
}

function readEnvironment(tree: Tree, name: string): EnvironmentFacts {
  const root = readRoot(tree, name);
  if (!('spec' in root)) throw new ProblemError(root);
  const repository = sourcesOf(root)[0]?.repoURL ?? '';
  return { name, repository, removesApplications: removesApplications(tree, name) };
}

/** `sync` also deletes; without a word on it, Argo CD takes `sync`. */
function removesApplications(tree: Tree, environment: string): boolean {
  const file = `${LAYOUT.gitops}/applicationsets/${environment}.yaml`;
  if (!tree.files.has(file)) return false;
  const set = readYamlDocuments(tree.text(file), file)
    .documents.map(({ value }) => value)
    .find((value) => isManifest(value) && isApplicationSet(value));
  const spec = (set as { spec?: { syncPolicy?: { applicationsSync?: string } } } | undefined)?.spec;
  return ['sync', 'create-delete'].includes(spec?.syncPolicy?.applicationsSync ?? 'sync');
}

function readRecord(tree: Tree, service: string): RecordFacts | undefined {
  for (const layer of LAYERS) {
    const file = `${sliceFolder(layer, service)}/${RECORD_FILE}`;
    if (!tree.files.has(file)) continue;
    const fix = 'put back what `argo-bootstrap onboard` wrote there';
    return {
      layer,
      file,
      yaml: readStrictYaml(tree.dir, file, requestSchema, { rule: 'onboarding-record', fix }),
    };
  }
  return undefined;
}

function noTree(): ProblemError {
  return new ProblemError([
    {
      rule: 'tree-missing',
      where: { file: LAYOUT.parents },
      found: 'there is no root Application of any environment',
      expected: 'a checkout of this project',
      fix: 'run the command in a checkout, or name one with --root',
    },
  ]);
}
