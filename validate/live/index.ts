import type { Allowlist } from '../../gitops/allowlist';
import { type Application, isApplication } from '../../gitops/manifest';
import { ProblemError } from '../../gitops/problem';
import type { ApplicationChange, Side } from '../diff/compare';
import { dangersOf } from '../diff/danger';
import type { Engine } from '../engine/client';
import { asFindings, type EvaluatedEnvironment } from '../environment';
import type { ApplicationNode } from '../expand/model';
import type { RenderedObject } from '../facts';
import type { Finding } from '../finding';
import { groupBy } from '../group-by';
import type { LiveEnvironment } from '../result';
import type { FindCluster, LiveCluster } from './cluster';
import { compareWithRunning, type LiveContext } from './compare';
import { type LiveAnswer, makeReader } from './read';
import { abandonedApplications } from './removed';
import { liveStates } from './states';

/** What a comparison with running clusters needs besides the environments. */
export interface LiveOptions {
  readonly find: FindCluster;
  readonly engine: Engine;
  readonly waivers: Allowlist['waivers'];
  /** The base of each environment and what changes against it; empty where nothing is compared with. */
  readonly bases: ReadonlyMap<
    string,
    { readonly side: Side; readonly changes: readonly ApplicationChange[] }
  >;
}

/**
 * Compares each environment with the cluster that it runs in. An environment without one says so in its result.
 *
 * @throws ProblemError where no environment has a cluster that can be read.
 */
export async function compareWithClusters(
  environments: readonly EvaluatedEnvironment[],
  options: LiveOptions,
): Promise<LiveEnvironment[]> {
  const compared = await Promise.all(environments.map((environment) => compareOne(environment, options)));
  if (compared.some(({ incomparable }) => incomparable === undefined)) return compared;
  throw new ProblemError(compared.map(unreachable));
}

function unreachable({ name, incomparable = '' }: LiveEnvironment) {
  return {
    rule: 'cluster-unreachable',
    found: `${name} cannot be compared with a cluster: ${incomparable}`,
    expected: 'a running cluster that can be read, for at least one environment',
    fix: 'bring the environment up (`make up`), put its context into the kubeconfig, or leave --live out',
  };
}

async function compareOne(environment: EvaluatedEnvironment, options: LiveOptions): Promise<LiveEnvironment> {
  const { name } = environment;
  const found = await options.find(name);
  if ('none' in found) return incomparable(name, found.none);
  const { model, facts } = environment;
  if (!model || !facts) return incomparable(name, 'this tree could not be read');
  const running = await readApplications(found);
  if ('refused' in running) return incomparable(name, `${found.name}: ${running.refused}`);
  return compareSides(name, { model, facts }, { cluster: found, running }, options);
}

function incomparable(name: string, reason: string): LiveEnvironment {
  return { name, applications: [], dangers: [], states: new Map(), unread: [], incomparable: reason };
}

async function readApplications(
  cluster: LiveCluster,
): Promise<Map<string, Application> | { readonly refused: string }> {
  try {
    const found = (await cluster.applications()).filter(isApplication);
    return new Map(found.map((application) => [application.metadata.name, application]));
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}

async function compareSides(
  name: string,
  head: Side,
  { cluster, running }: { cluster: LiveCluster; running: Map<string, Application> },
  { engine, waivers, bases }: LiveOptions,
): Promise<LiveEnvironment> {
  const unread: string[] = [];
  const context = { engine, running, read: remembering(makeReader(cluster), unread) };
  const base = bases.get(name);
  const [applications, states] = await Promise.all([
    changesOf(head, context),
    base ? liveStates(base.changes, { before: base.side, after: head }, context) : new Map(),
  ]);
  const abandoned = abandonedApplications(head.model, running.values());
  const dangers = [...dangersOf(applications, { after: head.model }, waivers), ...abandoned];
  return { name, cluster: cluster.name, applications, states, unread, dangers: asFindings(name, dangers) };
}

/** Notes what could not be read, each object once. */
function remembering(read: ReturnType<typeof makeReader>, unread: string[]): LiveContext['read'] {
  return async (object): Promise<LiveAnswer> => {
    const answer = await read(object);
    const name = `${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
    const line = 'refused' in answer ? `${name}: ${answer.refused}` : undefined;
    if (line !== undefined && !unread.includes(line)) unread.push(line);
    return answer;
  };
}

async function changesOf({ model, facts }: Side, context: LiveContext): Promise<ApplicationChange[]> {
  const objects = groupBy(facts.objects, ({ node }) => node);
  const compared = await Promise.all(
    model.applications
      .filter(runsHere)
      .map((node) => compareWithRunning(node, objects.get(node) ?? ([] as RenderedObject[]), context)),
  );
  return compared.filter((change) => change !== undefined);
}

/** Whether an Application deploys to the cluster that Argo CD runs in, the only one that is read. */
function runsHere({ application }: ApplicationNode): boolean {
  const { server, name } = application.spec.destination;
  return server === 'https://kubernetes.default.svc' || name === 'in-cluster';
}

/** Dangers that the comparison with the base has told already are left out. */
export function newDangers(live: readonly LiveEnvironment[], known: readonly Finding[]): LiveEnvironment[] {
  const keyOf = ({ rule, environment, object, application }: Finding) =>
    `${rule} ${environment} ${object ?? application}`;
  const told = new Set(known.map(keyOf));
  return live.map((one) => ({ ...one, dangers: one.dangers.filter((danger) => !told.has(keyOf(danger))) }));
}
