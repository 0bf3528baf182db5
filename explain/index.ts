import { sourcesOf } from '../gitops/manifest';
import { masked } from '../gitops/masked';
import { didYouMean } from '../gitops/nearest';
import { ProblemError } from '../gitops/problem';
import type { ApplicationNode, EnvironmentModel } from '../validate/expand/model';
import { readOfflineAnswers } from '../validate/expand/offline';
import { LAYOUT } from '../validate/layout';
import type { ValidateOptions } from '../validate/options';
import { type Expanded, withExpanded } from './expanded';
import type { ExplainedSource, Explanation, Generator, Presence } from './explanation';
import { parameterFileOf } from './parameter-file';
import { renderingOf, valuesFilesOf } from './values-files';

export type { Explanation, Presence } from './explanation';

/**
 * Where an Application comes from, in every environment of a checkout; from its files alone.
 *
 * @throws ProblemError where no environment has the Application.
 */
export async function explain(name: string, options: ValidateOptions): Promise<Explanation> {
  return withExpanded(options, async (expanded) => {
    const { environments } = expanded;
    const found = environments.map((model) => ({ model, node: nodeOf(model, name) }));
    if (found.every(({ node }) => node === undefined)) throw unknownApplication(name, environments);
    const present = found.flatMap(({ model, node }) => (node ? [presenceOf(model, node, expanded)] : []));
    return {
      name,
      environments: await Promise.all(present),
      absentFrom: found.filter(({ node }) => node === undefined).map(({ model }) => model.name),
    };
  });
}

function nodeOf({ applications }: EnvironmentModel, name: string): ApplicationNode | undefined {
  return applications.find(({ application }) => application.metadata.name === name);
}

function unknownApplication(name: string, environments: readonly EnvironmentModel[]): ProblemError {
  const known = environments.flatMap(({ applications }) =>
    applications.map(({ application }) => application.metadata.name),
  );
  return new ProblemError([
    {
      rule: 'application-unknown',
      where: { file: LAYOUT.gitops },
      found: `no environment has an Application ${name}${didYouMean(name, known)}`,
      expected: `one of ${[...new Set(known)].sort().join(', ')}`,
      fix: 'name one of them',
    },
  ]);
}

async function presenceOf(
  model: EnvironmentModel,
  node: ApplicationNode,
  expanded: Expanded,
): Promise<Presence> {
  const { application, origin } = node;
  const { labels = {}, annotations = {} } = application.metadata;
  const { project, destination } = application.spec;
  const declared = model.locator.locate(
    origin.kind === 'applicationset' ? origin.set.manifest : application,
    [],
  );
  const deployedBy = parentOf(node)?.application.metadata.name;
  const generator = await generatorOf(model, node, expanded);
  return {
    environment: model.name,
    ...(declared && { declared }),
    ...(generator && { generator }),
    ...(deployedBy !== undefined && { deployedBy }),
    layer: labels['argo-bootstrap.dev/layer'] ?? 'root',
    wave: Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0),
    project,
    destination: {
      cluster: destination.server ?? destination.name ?? '',
      namespace: destination.namespace ?? '',
    },
    sources: await sourcesIn(model, node, expanded),
    failures: node.failures.map(({ message }) => masked(message)),
  };
}

function parentOf({ origin }: ApplicationNode): ApplicationNode | undefined {
  if (origin.kind === 'root') return undefined;
  return origin.kind === 'application' ? origin.parent : origin.set.parent;
}

async function generatorOf(
  { name, tree, projects, clusters, applications }: EnvironmentModel,
  { application, origin }: ApplicationNode,
  { session: { evaluation, scratch } }: Expanded,
): Promise<Generator | undefined> {
  if (origin.kind !== 'applicationset') return undefined;
  const root = applications.find((node) => node.origin.kind === 'root');
  const { generator, cache, toolsKey } = evaluation;
  const own = (root && sourcesOf(root.application)[0]?.repoURL) ?? '';
  const recorded = readOfflineAnswers(tree, name).generators;
  const context = { generator, cache, toolsKey, scratch, tree, own, projects, clusters, recorded };
  const parameters = await parameterFileOf(application, origin.set.manifest, context);
  return {
    applicationSet: origin.set.manifest.metadata.name,
    ...(parameters !== undefined && { parameters }),
  };
}

/** A slice that the plugin refuses is not put to helmfile either, so nothing is known of its values. */
async function sourcesIn(
  { tree }: EnvironmentModel,
  { application, failures }: ApplicationNode,
  { stateReader }: Expanded,
): Promise<ExplainedSource[]> {
  const reader = await stateReader();
  const explained = sourcesOf(application).map(async (source, index) => ({
    repository: masked(source.repoURL),
    revision: source.targetRevision ?? 'HEAD',
    ...(source.path !== undefined && { path: source.path }),
    ...(source.chart !== undefined && { chart: source.chart }),
    rendering: renderingOf(tree, source),
    values: failures.some((failure) => failure.source === index)
      ? []
      : await valuesFilesOf(tree, source, reader),
  }));
  return Promise.all(explained);
}
