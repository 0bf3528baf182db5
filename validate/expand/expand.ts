import {
  type Application,
  isApplication,
  isApplicationSet,
  isManifest,
  type Manifest,
  sourcesOf,
} from '../../gitops/manifest';
import type { Problem } from '../../gitops/problem';
import { readYamlDocuments } from '../../gitops/yaml-documents';
import type { Engine } from '../engine/client';
import { rootFile } from '../layout';
import { unreachable } from '../render/inputs';
import type { Capabilities, Renderer } from '../render/renderer';
import type { Tree } from '../tree/tree';
import { endlessness } from './endless';
import { foreignSource } from './foreign';
import { type GenerateContext, generateApplications } from './generate';
import type { ApplicationNode, ApplicationSetNode, Origin } from './model';
import type { OfflineAnswers } from './offline';

/** What expanding an environment needs. */
export interface ExpandContext extends GenerateContext {
  readonly environment: string;
  readonly tree: Tree;
  readonly engine: Engine;
  readonly renderer: Renderer;
  readonly offered: Capabilities;
  readonly charts: OfflineAnswers['charts'];
  /** Called after each Application. */
  readonly progress?: (name: string) => void;
}

/** Everything that was found below a root. */
export interface Expansion {
  readonly applications: ApplicationNode[];
  readonly applicationSets: ApplicationSetNode[];
  /** What cannot be expanded, each with the Application that it is about. */
  readonly problems: (Problem & { at: Application })[];
  /** Whether any source depends on the cluster's API versions. */
  readonly asksForApis: boolean;
}

/** Reads the root Application of an environment; a problem where it cannot be read. */
export function readRoot(tree: Tree, environment: string): Application | Problem[] {
  const file = rootFile(environment);
  if (!tree.files.has(file)) return [noRoot(file, 'there is no such file')];
  const { documents, problems } = readYamlDocuments(tree.text(file), file);
  if (problems.length > 0) return [...problems];
  const root = documents.map(({ value }) => value).find((value) => isManifest(value) && isApplication(value));
  return root === undefined ? [noRoot(file, 'it holds no Application')] : (root as Application);
}

function noRoot(file: string, found: string): Problem {
  const expected = "the environment's root Application";
  return {
    rule: 'root-missing',
    where: { file },
    found,
    expected,
    fix: 'add the file, or name another environment',
  };
}

/** Renders the root, then whatever it renders, until nothing new is found. */
export async function expand(root: Application, context: ExpandContext): Promise<Expansion> {
  const expansion: Expansion = { applications: [], applicationSets: [], problems: [], asksForApis: false };
  await visit(root, { kind: 'root', file: rootFile(context.environment) }, context, expansion);
  expansion.applications.sort((left, right) => compareNames(left.application, right.application));
  expansion.applicationSets.sort((left, right) => compareNames(left.manifest, right.manifest));
  const sources = expansion.applications.flatMap(({ application }) => sourcesOf(application));
  const { renderer, tree } = context;
  return { ...expansion, asksForApis: sources.some((source) => renderer.asksForApis(tree, source)) };
}

function compareNames(left: Manifest, right: Manifest): number {
  return left.metadata.name < right.metadata.name ? -1 : 1;
}

async function visit(
  application: Application,
  origin: Origin,
  context: ExpandContext,
  expansion: Expansion,
): Promise<void> {
  const endless = endlessness(application, origin, expansion);
  if (endless) {
    expansion.problems.push(endless);
    return;
  }
  const node = await renderApplication(application, origin, context);
  expansion.applications.push(node);
  context.progress?.(application.metadata.name);
  const children = node.objects
    .filter(isApplication)
    .map((child) =>
      visit(withNamespace(child, application), { kind: 'application', parent: node }, context, expansion),
    );
  const sets = node.objects
    .filter(isApplicationSet)
    .map((set) => visitSet(withNamespace(set, application), node, context, expansion));
  await Promise.all([...children, ...sets]);
}

async function visitSet(
  manifest: Manifest,
  parent: ApplicationNode,
  context: ExpandContext,
  expansion: Expansion,
): Promise<void> {
  const { applications, errors } = await generateApplications(manifest, context);
  const set: ApplicationSetNode = { manifest, parent, generated: applications, errors };
  expansion.applicationSets.push(set);
  await Promise.all(
    applications.map((application) =>
      visit(application, { kind: 'applicationset', set }, context, expansion),
    ),
  );
}

/** Objects without a namespace go where their Application deploys. */
function withNamespace<T extends Manifest>(child: T, parent: Application): T {
  const namespace = child.metadata.namespace ?? parent.spec.destination.namespace ?? '';
  return { ...child, metadata: { ...child.metadata, namespace } };
}

async function renderApplication(
  application: Application,
  origin: Origin,
  context: ExpandContext,
): Promise<ApplicationNode> {
  const sources = sourcesOf(application);
  const results = await Promise.all(sources.map((_, index) => renderSource(application, index, context)));
  return {
    application,
    origin,
    objects: results.flatMap((result) => ('objects' in result ? result.objects : [])),
    failures: results.flatMap((result, source) =>
      'error' in result ? [{ source, message: result.error }] : [],
    ),
    inputs: [...new Set(results.flatMap(({ inputs }) => inputs))],
  };
}

async function renderSource(application: Application, index: number, context: ExpandContext) {
  const source = sourcesOf(application)[index];
  if (!source || (source.ref !== undefined && !source.path && !source.chart))
    return { objects: [], inputs: [] };
  const foreign = foreignSource(source, context);
  if (foreign && 'error' in foreign) return { error: foreign.error, inputs: [] };
  const { renderer, tree } = context;
  const outside = unreachable(tree, source, foreign?.chartPath);
  if (outside !== undefined) return { error: outside, inputs: [] };
  const offered = renderer.asksForApis(tree, source)
    ? context.offered
    : { ...context.offered, apiVersions: [] };
  return renderer.render(tree, application, index, offered, foreign?.chartPath);
}
