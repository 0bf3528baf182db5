import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ApplicationStatus, refreshApplications } from '../../embedded/applications/read';
import { isWell, waitForApplications } from '../../embedded/applications/wait';
import { type StartArgoOptions, startArgo } from '../../embedded/argo';
import { startArgoAsInstalled } from '../../embedded/argo/as-installed';
import { embeddedKubeConfig } from '../../embedded/argo/cluster-reader';
import { controlPlaneBinaries, launchControlPlane } from '../../embedded/control-plane';
import {
  type EmbeddedEnvironment,
  type EnvironmentName,
  embeddedEnvironment,
} from '../../embedded/environment';
import { withLock } from '../../embedded/process/lock';
import { pulumi } from '../../embedded/pulumi';
import { prepareKey } from '../../embedded/rehearsal';
import type { RehearsedKind } from '../../embedded/rehearsal/kinds';
import { ARGOCD_NAMESPACE } from '../../embedded/settings';
import { startSimulation } from '../../embedded/simulation';
import { serveTree, type TreeSource } from '../../embedded/source';
import { openStack, prepareProvider } from '../../embedded/stack';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { PROJECT_ROOT } from '../support/project';
import { runStages, type Stage } from '../support/stages';
import { EMBEDDED_TOOLS, prepareTools, type Tools } from '../support/tools';
import { printApplications, type WaitOptions } from './applications-table';
import { afterUp } from './next-steps';

/** What the stages hand on to each other. */
interface UpContext {
  tools?: Tools;
  source?: TreeSource;
  /** Settles once the control plane is ready; Pulumi takes seconds to start before it needs that. */
  ready?: Promise<void>;
  /** What Pulumi's commands need in their environment. */
  stack?: Record<string, string>;
  /** Which Kubernetes provider answers, as one line. */
  provider?: string;
  applications: ApplicationStatus[];
}

/** How `up` brings up and waits. */
interface UpOptions extends WaitOptions {
  readonly name: EnvironmentName;
  /** How a rehearsal's Argo CD reads the repository. */
  readonly credential?: RehearsedKind | undefined;
}

/** A whole environment on this machine, from tools to Healthy Applications. Returns the exit code. */
export async function up(options: UpOptions): Promise<number> {
  const environment = embeddedEnvironment(PROJECT_ROOT, options.name);
  const { json } = options;
  mkdirSync(environment.directory, { recursive: true });
  return withLock(join(environment.directory, 'lock'), 'up', async () => {
    const context: UpContext = { applications: [] };
    await runStages(stages(environment, options), context, json);
    printApplications(context.applications, json);
    const well = context.applications.length > 0 && context.applications.every(isWell);
    if (well && !json) console.log(afterUp(environment));
    return well ? ExitCode.ok : ExitCode.notWell;
  });
}

function stages(environment: EmbeddedEnvironment, { timeoutMs, credential }: UpOptions): Stage<UpContext>[] {
  return [
    {
      title: 'Tools',
      run: async (context, report) => {
        context.tools = await prepareTools(EMBEDDED_TOOLS, report);
      },
    },
    {
      title: 'Control plane and snapshot of the working tree',
      run: async (context, report) => {
        // None of them waits for another, and each leaves a core idle for most of its time.
        const [state] = await Promise.all([
          controlPlane(environment, context),
          prepareSource(environment, context, credential),
        ]);
        report(`${state}, ${context.source?.snapshot.revision.slice(0, 8)}`);
      },
    },
    { title: 'Argo CD by Pulumi', run: (context, report) => applyStack(environment, context, report) },
    {
      title: "Argo CD's processes",
      run: async (context, report) => {
        const argo = startArgo(argoOptions(environment, context));
        const [records] = await Promise.all([argo, startSimulation(environment)]);
        report(records.map(({ name }) => name).join(', '));
      },
    },
    {
      title: 'Applications',
      run: (context, report) => applications(environment, context, timeoutMs, report),
    },
  ];
}

function toolsOf({ tools }: UpContext): Tools {
  if (!tools) throw new Error('the tools come first');
  return tools;
}

async function controlPlane(environment: EmbeddedEnvironment, context: UpContext): Promise<string> {
  const { path, version } = toolsOf(context);
  const binaries = controlPlaneBinaries(path);
  const { state, ready } = await launchControlPlane(environment, binaries, version('kube-apiserver'));
  context.ready = ready;
  return state;
}

/** Provider, tree and stack. A rehearsal's stack lies in the clone of the tree. */
async function prepareSource(
  environment: EmbeddedEnvironment,
  context: UpContext,
  credential?: RehearsedKind,
): Promise<void> {
  const { directory } = toolsOf(context);
  const key = prepareKey(environment, credential);
  const [source, provider] = await Promise.all([
    serveTree(environment, credential),
    prepareProvider(environment, directory),
  ]);
  context.source = source;
  context.provider = provider;
  context.stack = await openStack(environment, directory, key);
}

function argoOptions(environment: EmbeddedEnvironment, context: UpContext): StartArgoOptions {
  if (!context.source) throw new Error('the tree comes first');
  const { git } = context.source;
  return { environment, toolDirectory: toolsOf(context).directory, namespace: ARGOCD_NAMESPACE, git };
}

async function applyStack(
  environment: EmbeddedEnvironment,
  context: UpContext,
  report: (line: string) => void,
): Promise<void> {
  const settled = new AbortController();
  const processes = startProcesses(environment, context, settled.signal);
  try {
    await pulumi(
      environment,
      context.stack ?? {},
      ['up', '--yes', '--skip-preview', '--policy-pack', 'policy'],
      { onLine: report, signal: interrupted },
    );
    await context.ready;
  } finally {
    settled.abort();
    await processes;
  }
  report(context.provider ?? '');
}

/** Uses the time in which the release is waited for. What fails here is tried again, and told, in a stage of its own. */
async function startProcesses(
  environment: EmbeddedEnvironment,
  context: UpContext,
  settled: AbortSignal,
): Promise<void> {
  try {
    await startArgoAsInstalled(argoOptions(environment, context), settled);
    await startSimulation(environment);
  } catch {
    // told by the stage that starts them
  }
}

async function applications(
  environment: EmbeddedEnvironment,
  context: UpContext,
  timeoutMs: number,
  report: (line: string) => void,
): Promise<void> {
  const config = embeddedKubeConfig(environment);
  const snapshot = context.source?.snapshot;
  if (snapshot?.changed) await refreshApplications(config, ARGOCD_NAMESPACE);
  context.applications = await waitForApplications({
    config,
    namespace: ARGOCD_NAMESPACE,
    timeoutMs,
    signal: interrupted,
    ...(snapshot && { revision: snapshot.revision }),
    onReading: (reading) => report(`${reading.filter(isWell).length} of ${reading.length} Healthy`),
  });
}
