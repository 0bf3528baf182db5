import { describeManifest, type Manifest, readManifests } from '../gitops/manifest';
import { type Problem, throwIfAny } from '../gitops/problem';
import type { Change } from '../onboarding/change';
import { applicationName } from '../onboarding/layout';
import type { Finding } from '../validate/finding';
import { openSession } from '../validate/session';
import { type AdoptedChart, chartOf } from './chart';
import { compareObjects, type Difference } from './compare';
import { filesInTheWay, sorted } from './existing';
import type { Kubectl } from './kubectl';
import { liveDifferences } from './live';
import { notesOn, tooLarge } from './notes';
import { type Release, readRelease } from './release';
import { renderWith } from './rendered';
import { secretProblems } from './secrets';
import { type Adoption, sliceFiles } from './slice';

/** What is asked for. */
export interface AdoptionRequest {
  /** The checkout; absolute. */
  readonly root: string;
  readonly release: string;
  readonly namespace: string;
  readonly environment: string;
  readonly environments: readonly string[];
  readonly service: string;
  /** Folder of the chart; what Helm recorded of it unless given. */
  readonly chart?: string;
  /** Values that somebody looked at and found to be no secrets. */
  readonly harmless: readonly string[];
}

/** What taking a release over comes to. Nothing is written yet. */
export interface AdoptionPlan {
  readonly release: { readonly name: string; readonly namespace: string; readonly revision: number };
  readonly chart: { readonly name: string; readonly version: string };
  readonly application: string;
  readonly environment: string;
  /** Files to make. */
  readonly changes: readonly Change[];
  /** Files that are there as they would be written. */
  readonly unchanged: readonly string[];
  /** Where the slice renders something else than Helm installed. */
  readonly fromRelease: readonly Difference[];
  /** Where applying it would change what runs. */
  readonly fromCluster: readonly Difference[];
  /** What is different in kind, not in effect. */
  readonly notes: readonly string[];
  /** What the check says about the Application. */
  readonly findings: readonly Finding[];
  readonly objects: number;
}

/**
 * Plans how a release that Helm installed becomes a service of the tree. Nothing is written, neither here nor there.
 *
 * @throws ProblemError where the release cannot be read, would bring secrets into the repository, or is in the way of
 *   files that are there.
 */
export async function planAdoption(
  request: AdoptionRequest,
  kubectl: Kubectl,
  toolProgress: (line: string) => void,
): Promise<AdoptionPlan> {
  const release = await readRelease(kubectl, request.release, request.namespace);
  const installed = objectsIn(release);
  const chart = chartOf(release, request.chart);
  throwIfAny([
    ...secretProblems(release.config ?? {}, installed, request.harmless),
    ...unappliable(installed),
  ]);
  const adoption: Adoption = { ...request, release };
  const files = sorted(request.root, sliceFiles(adoption, chart));
  throwIfAny(filesInTheWay(adoption, files.different));
  return comparedPlan(adoption, request, { installed, chart, files }, kubectl, toolProgress);
}

/** Hooks are recorded apart from the rest. */
function objectsIn({ manifest, hooks }: Release): Manifest[] {
  const run = (hooks ?? []).filter(({ events }) => !events.includes('test'));
  return [manifest, ...run.map((hook) => hook.manifest)].flatMap(readManifests);
}

interface Parts {
  readonly installed: readonly Manifest[];
  readonly chart: AdoptedChart;
  readonly files: { readonly missing: readonly Change[]; readonly same: readonly string[] };
}

async function comparedPlan(
  { release, service, environment }: Adoption,
  { root }: AdoptionRequest,
  { installed, chart, files }: Parts,
  kubectl: Kubectl,
  toolProgress: (line: string) => void,
): Promise<AdoptionPlan> {
  const application = applicationName('apps', service);
  const session = await openSession({ root, toolProgress });
  try {
    const rendered = await renderWith(root, files.missing, { application, environment }, session);
    const { objects, namespace, findings } = rendered;
    const running = objects.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined);
    const { name, version } = release.chart.metadata;
    return {
      release: { name: release.name, namespace: release.namespace, revision: release.version },
      chart: { name, version },
      application,
      environment,
      changes: files.missing,
      unchanged: files.same,
      fromRelease: compareObjects(installed, objects, namespace),
      fromCluster: await liveDifferences(running, namespace, kubectl),
      notes: notesOn(objects, chart.definitions),
      findings,
      objects: objects.length,
    };
  } finally {
    await session.close();
  }
}

function unappliable(objects: readonly Manifest[]): Problem[] {
  return tooLarge(objects).map((object) => ({
    rule: 'object-too-large',
    found: `${describeManifest(object)} is too large for the annotation that a client-side apply writes`,
    expected: 'the annotation argocd.argoproj.io/sync-options: ServerSideApply=true on it',
    fix: 'add the annotation in the chart, upgrade the release, and adopt it then',
  }));
}
