import { resolve } from 'node:path';
import { type AdoptionPlan, type AdoptionRequest, planAdoption } from '../../adoption';
import { environmentOfContext } from '../../adoption/environment';
import { kubectlFor } from '../../adoption/kubectl';
import { serviceName } from '../../adoption/service-name';
import { environmentNames } from '../../explain/names';
import { didYouMean } from '../../gitops/nearest';
import { ProblemError } from '../../gitops/problem';
import { visibleData, visibleJson } from '../../gitops/visible';
import { kindOf } from '../../onboarding/change';
import { writeChanges } from '../../onboarding/write';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { type ShowProgress, withProgress } from '../support/progress';
import { prepareTools } from '../support/tools';
import { adoptionReport } from './adoption-report';

/** What the command line was given. */
export interface AdoptFlags {
  readonly namespace: string;
  readonly context?: string;
  readonly env?: string;
  readonly service?: string;
  readonly chart?: string;
  readonly harmless?: readonly string[];
  readonly acceptDifferences?: boolean;
  readonly dryRun?: boolean;
  readonly root: string;
  readonly json?: boolean;
}

/** Writes the service that takes a release over. Returns the exit code. */
export async function adopt(release: string, flags: AdoptFlags): Promise<number> {
  const request = requestOf(release, flags);
  const plan = await withProgress((show) => planWith(request, flags, show));
  const changesNothing = plan.fromRelease.length + plan.fromCluster.length === 0;
  const isWritten = !flags.dryRun && (changesNothing || flags.acceptDifferences === true);
  interrupted.throwIfAborted();
  if (isWritten) writeChanges(request.root, plan.changes);
  console.log(
    flags.json ? visibleJson(asData(plan, isWritten)) : adoptionReport(visibleData(plan), isWritten),
  );
  const isWell = changesNothing || flags.acceptDifferences === true;
  const isClean = plan.findings.every(({ severity }) => severity !== 'error');
  return isWell && isClean ? ExitCode.ok : ExitCode.notWell;
}

async function planWith(
  request: AdoptionRequest,
  { context }: AdoptFlags,
  show: ShowProgress,
): Promise<AdoptionPlan> {
  const tools = await prepareTools(['kubectl'], show);
  const kubectl = kubectlFor({
    path: tools.path('kubectl'),
    signal: interrupted,
    ...(context && { context }),
  });
  return planAdoption(request, kubectl, show);
}

function requestOf(release: string, flags: AdoptFlags): AdoptionRequest {
  const root = resolve(flags.root);
  const environments = environmentNames(root);
  const environment = flags.env ?? environmentOfContext(root, environments, flags.context);
  if (!environments.includes(environment)) throw unknownEnvironment(environment, environments);
  const { namespace, chart, harmless = [] } = flags;
  const service = serviceName(flags.service ?? release);
  const rest = { ...(chart !== undefined && { chart: resolve(chart) }), harmless };
  return { root, release, namespace, environment, environments, service, ...rest };
}

function unknownEnvironment(name: string, known: readonly string[]): ProblemError {
  return new ProblemError([
    {
      rule: 'environment-unknown',
      found: `there is no environment \`${name}\`${didYouMean(name, known)}`,
      expected: `one of ${known.join(', ')}`,
      fix: 'name another with --env',
    },
  ]);
}

function asData(plan: AdoptionPlan, written: boolean) {
  const { changes, fromRelease, fromCluster, ...rest } = plan;
  return {
    ...rest,
    changes: changes.map((change) => ({ path: change.path, change: kindOf(change), why: change.why })),
    differences: { fromRelease, fromCluster },
    written,
  };
}
