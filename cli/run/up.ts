import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ApplicationStatus, refreshApplications } from '../../embedded/applications/read';
import { isWell, waitForApplications } from '../../embedded/applications/wait';
import { startArgo } from '../../embedded/argo';
import { embeddedKubeConfig } from '../../embedded/argo/cluster-reader';
import { controlPlaneBinaries, startControlPlane } from '../../embedded/control-plane';
import { type EmbeddedEnvironment, embeddedEnvironment } from '../../embedded/environment';
import type { Snapshot } from '../../embedded/git/snapshot';
import { withLock } from '../../embedded/process/lock';
import { installProvider } from '../../embedded/provider/install';
import { prepareStack, pulumi, pulumiEnvironment } from '../../embedded/pulumi';
import { ARGOCD_NAMESPACE } from '../../embedded/settings';
import { startSimulation } from '../../embedded/simulation';
import { refreshSnapshot } from '../../embedded/snapshot';
import { userCacheDirectory } from '../../toolchain';
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
  snapshot?: Snapshot;
  /** Which Kubernetes provider answers, as one line. */
  provider?: string;
  applications: ApplicationStatus[];
}

/** The whole local environment, from tools to Healthy Applications. Returns the exit code. */
export async function up({ timeoutMs, json }: WaitOptions): Promise<number> {
  const environment = embeddedEnvironment(PROJECT_ROOT, 'local');
  mkdirSync(environment.directory, { recursive: true });
  return withLock(join(environment.directory, 'lock'), 'up', async () => {
    const context: UpContext = { applications: [] };
    await runStages(stages(environment, timeoutMs), context, json);
    printApplications(context.applications, json);
    const well = context.applications.length > 0 && context.applications.every(isWell);
    if (well && !json) console.log(afterUp(environment));
    return well ? ExitCode.ok : ExitCode.notWell;
  });
}

function stages(environment: EmbeddedEnvironment, timeoutMs: number): Stage<UpContext>[] {
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
        const [state, snapshot, provider] = await Promise.all([
          controlPlane(environment, toolsOf(context)),
          refreshSnapshot(environment),
          preparePulumi(environment, toolsOf(context)),
        ]);
        context.snapshot = snapshot;
        context.provider = provider;
        report(`${state}, ${snapshot.revision.slice(0, 8)}`);
      },
    },
    { title: 'Argo CD by Pulumi', run: (context, report) => applyStack(environment, context, report) },
    {
      title: "Argo CD's processes",
      run: async (context, report) => {
        const argo = { environment, toolDirectory: toolsOf(context).directory, namespace: ARGOCD_NAMESPACE };
        const [records] = await Promise.all([startArgo(argo), startSimulation(environment)]);
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

function controlPlane(environment: EmbeddedEnvironment, tools: Tools): Promise<string> {
  return startControlPlane(environment, controlPlaneBinaries(tools.path), tools.version('kube-apiserver'));
}

/** Provider and stack; returns which provider it is, in one line. */
async function preparePulumi(environment: EmbeddedEnvironment, { directory }: Tools): Promise<string> {
  const { message } = await installProvider({
    pulumiHome: environment.pulumiHome,
    cache: join(userCacheDirectory(), 'provider'),
    binDirectory: directory,
  });
  await prepareStack(environment, pulumiEnvironment(environment, directory));
  return message;
}

async function applyStack(
  environment: EmbeddedEnvironment,
  context: UpContext,
  report: (line: string) => void,
): Promise<void> {
  const env = pulumiEnvironment(environment, toolsOf(context).directory);
  await pulumi(environment, env, ['up', '--yes', '--skip-preview', '--policy-pack', 'policy'], {
    onLine: report,
    signal: interrupted,
  });
  report(context.provider ?? '');
}

async function applications(
  environment: EmbeddedEnvironment,
  context: UpContext,
  timeoutMs: number,
  report: (line: string) => void,
): Promise<void> {
  const config = embeddedKubeConfig(environment);
  if (context.snapshot?.changed) await refreshApplications(config, ARGOCD_NAMESPACE);
  context.applications = await waitForApplications({
    config,
    namespace: ARGOCD_NAMESPACE,
    timeoutMs,
    signal: interrupted,
    ...(context.snapshot && { revision: context.snapshot.revision }),
    onReading: (reading) => report(`${reading.filter(isWell).length} of ${reading.length} Healthy`),
  });
}
