import { type Allowlist, environmentAllowlist } from '../gitops/allowlist';
import { inPromotionOrder } from '../gitops/environments';
import { type Application, type Manifest, sourcesOf } from '../gitops/manifest';
import { type Problem, ProblemError } from '../gitops/problem';
import type { Engine } from './engine/client';
import { type ExpandContext, type Expansion, expand, readRoot } from './expand/expand';
import type { EnvironmentModel } from './expand/model';
import { type OfflineAnswers, readOfflineAnswers } from './expand/offline';
import { readProjects } from './expand/projects';
import { type Facts, gatherFacts, isDefinition } from './facts';
import { type Finding, type RuleFinding, sortFindings, withoutCredentials } from './finding';
import { LAYOUT, rootFile } from './layout';
import { makeLocator } from './locate/locator';
import type { OpenApi } from './openapi';
import { keyOf, type ResultCache } from './render/cache';
import type { Renderer } from './render/renderer';
import { RULES } from './rules';
import { withoutEchoes } from './rules/echoes';
import type { Tree } from './tree/tree';

/** What evaluating any environment needs. */
export interface Evaluation {
  readonly engine: Engine;
  /** The engine that runs what ApplicationSets hold. */
  readonly generator: Pick<Engine, 'call'>;
  readonly renderer: Renderer;
  readonly cache: ResultCache;
  readonly openapi: OpenApi;
  readonly toolsKey: string;
  readonly gitDir: (tree: Tree) => Promise<string>;
  readonly progress?: (environment: string, application: string) => void;
}

/** An environment as the tree describes it. */
export interface EvaluatedEnvironment {
  readonly name: string;
  /** What the root leads to; absent where it could not be read. */
  readonly model?: EnvironmentModel;
  readonly facts?: Facts;
  readonly findings: readonly Finding[];
}

/** The environments of a tree, one for each root Application, in the order in which a change goes through them. */
export function environmentsOf(tree: Tree): string[] {
  const names = tree.below(LAYOUT.parents).flatMap((path) => {
    const name = /\/apps-root-([a-z0-9-]+)\.yaml$/.exec(path)?.[1];
    return name !== undefined && rootFile(name) === path ? [name] : [];
  });
  return inPromotionOrder(names);
}

/** Expands an environment and puts it to every rule. Problems become findings; nothing is thrown for them. */
export async function evaluateEnvironment(
  tree: Tree,
  name: string,
  allowlist: Allowlist,
  evaluation: Evaluation,
): Promise<EvaluatedEnvironment> {
  try {
    environmentAllowlist(allowlist, name);
    const model = await expandEnvironment(tree, name, allowlist, evaluation);
    const facts = await gatherFacts(model, evaluation);
    const context = { model, facts, allowlist, engine: evaluation.engine };
    const found = await Promise.all(RULES.map((rule) => rule(context)));
    return { name, model, facts, findings: asFindings(name, [...model.problems, ...found.flat()]) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { name, findings: asFindings(name, error.problems) };
  }
}

/** Everything that an environment's root leads to, rendered; nothing is judged. */
export async function expandEnvironment(
  tree: Tree,
  name: string,
  allowlist: Allowlist,
  evaluation: Evaluation,
): Promise<EnvironmentModel> {
  const root = readRoot(tree, name);
  if (!('spec' in root)) throw new ProblemError(root);
  const { projects, problems } = readProjects(tree, name, allowlist);
  const answers = readOfflineAnswers(tree, name);
  const context = { ...expandContext(tree, name, answers, evaluation), projects };
  const expansion = await expandFully(
    root,
    { ...context, own: sourcesOf(root)[0]?.repoURL ?? '' },
    evaluation,
  );
  const overlay = sourcesOf(root)[0]?.path ?? '';
  const locator = makeLocator(tree, [rootFile(name), `${overlay}/kustomization.yaml`]);
  const placed = expansion.problems.map(({ at: application, ...problem }) => {
    const where = locator.locate(application, ['spec']);
    return { ...problem, application: application.metadata.name, ...(where && { where }) };
  });
  return {
    name,
    tree,
    projects,
    clusters: answers.clusters,
    locator,
    applications: expansion.applications,
    applicationSets: expansion.applicationSets,
    problems: [...problems, ...placed],
  };
}

/**
 * Charts may ask which APIs there are, and the tree's own definitions are among them once it is deployed: what
 * asks is rendered again with all of them.
 */
async function expandFully(
  root: Application,
  context: ExpandContext,
  { engine, openapi, cache }: Evaluation,
): Promise<Expansion> {
  const offer = async (definitions: readonly Manifest[]) => {
    const key = keyOf(['apis', 1, openapi.version, definitions]);
    const kept = cache.read(key) as readonly string[] | undefined;
    if (kept) return kept;
    const { apiVersions } = await engine.call('api-versions', { openapiDir: openapi.directory, definitions });
    cache.write(key, apiVersions);
    return apiVersions;
  };
  const { kubeVersion } = context.offered;
  const first = await expand(root, { ...context, offered: { kubeVersion, apiVersions: await offer([]) } });
  const definitions = first.applications.flatMap(({ objects }) => objects.filter(isDefinition));
  if (definitions.length === 0 || !first.asksForApis) return first;
  return expand(root, { ...context, offered: { kubeVersion, apiVersions: await offer(definitions) } });
}

function expandContext(
  tree: Tree,
  environment: string,
  answers: OfflineAnswers,
  { engine, generator, renderer, cache, toolsKey, openapi, gitDir, progress }: Evaluation,
): Omit<ExpandContext, 'projects' | 'own'> {
  return {
    environment,
    tree,
    engine,
    generator,
    renderer,
    cache,
    toolsKey,
    clusters: answers.clusters,
    recorded: answers.generators,
    charts: answers.charts,
    offered: { kubeVersion: openapi.version, apiVersions: [] },
    gitDir: () => gitDir(tree),
    ...(progress && { progress: (application) => progress(environment, application) }),
  };
}

/**
 * One finding for each rule, place and text, whomever else it concerns; for each Application where the place isn't
 * known. No finding repeats a credential.
 */
export function asFindings(environment: string, found: readonly (Problem | RuleFinding)[]): Finding[] {
  const seen = new Set<string>();
  const distinct = withoutEchoes(found)
    .map(withoutCredentials)
    .filter((finding) => {
      const { rule, where, found: text } = finding;
      const place = where ? `${where.file}\0${where.line ?? ''}` : applicationOf(finding);
      const key = `${rule}\0${place}\0${text}`;
      return !seen.has(key) && seen.add(key);
    });
  return sortFindings(distinct.map((one) => ({ severity: 'error' as const, ...one, environment })));
}

function applicationOf(finding: Problem | RuleFinding): string {
  return ('application' in finding && finding.application) || '';
}
