import type { Application, Manifest } from '../../gitops/manifest';
import { type Engine, EngineError } from '../engine/client';
import type { ClusterFixture } from '../engine/methods';
import { keyOf, type ResultCache } from '../render/cache';
import type { Tree } from '../tree/tree';
import { generatorInputs } from './generator-inputs';
import type { OfflineAnswers } from './offline';

/** What generating Applications needs. */
export interface GenerateContext {
  readonly generator: Pick<Engine, 'call'>;
  readonly cache: ResultCache;
  readonly toolsKey: string;
  readonly tree: Tree;
  /** The address of this repository in the environment. */
  readonly own: string;
  readonly projects: ReadonlyMap<string, Manifest>;
  readonly clusters: readonly ClusterFixture[];
  readonly recorded: OfflineAnswers['generators'];
  /** A git directory whose index lists the tree's files; made when first asked for. */
  readonly gitDir: () => Promise<string>;
}

/** The Applications of an ApplicationSet, and what Argo CD would report beside them. */
export async function generateApplications(
  applicationSet: Manifest,
  context: GenerateContext,
): Promise<Generated> {
  const answers = context.recorded.filter(
    ({ applicationSet: name }) => name === applicationSet.metadata.name,
  );
  const asked = {
    applicationSet,
    projects: [...context.projects.values()],
    clusters: context.clusters,
    recorded: Object.fromEntries(answers.map(({ kind, parameters }) => [kind, parameters])),
  };
  const { tree, own, toolsKey, cache } = context;
  const key = keyOf(['generated', 1, toolsKey, own, asked, generatorInputs(tree, applicationSet)]);
  const kept = cache.read(key) as Generated | undefined;
  if (kept) return kept;
  const repositories = [{ url: own, dir: tree.dir, gitDir: await context.gitDir() }];
  try {
    const { applications, errors } = await context.generator.call('generate', { ...asked, repositories });
    const made = { applications: applications.map(withTypeMeta), errors };
    cache.write(key, made);
    return made;
  } catch (error) {
    // A template that never ends, or fills the memory, is a problem of its ApplicationSet.
    if (error instanceof EngineError) return { applications: [], errors: [error.message] };
    throw error;
  }
}

interface Generated {
  readonly applications: readonly Application[];
  readonly errors: readonly string[];
}

/** Go leaves empty fields of typed objects in; the reader of a report did not write them. */
function withTypeMeta(application: Application): Application {
  const { status: _status, metadata, ...rest } = application;
  const { creationTimestamp: _created, ...kept } = metadata as typeof metadata & {
    creationTimestamp?: unknown;
  };
  return { ...rest, apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: kept };
}
