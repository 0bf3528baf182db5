import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { execa } from 'execa';
import { ProblemError } from '../../gitops/problem';
import { embeddedKubeConfig } from '../argo/cluster-reader';
import type { EmbeddedEnvironment } from '../environment';
import { stopProcess } from '../process/daemon';
import { waitUntil } from '../process/wait';
import { hasResources } from '../pulumi';
import { type ControlPlaneBinaries, kwokctlConfiguration } from './configuration';
import { endedAtOnce, notRestarted } from './problems';
import { clusterDirectory, controlPlaneProcesses, EXPECTED, missingProcesses } from './processes';

export { controlPlaneBinaries } from './configuration';
export { controlPlaneProcesses } from './processes';

const READY_TIMEOUT_MS = 120_000;
const READY_POLL_MS = 250;
const RESTART_TIMEOUT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 5000;
/** How often a control plane is made before its end is told. */
const ATTEMPTS = 3;
/** kwokctl's own node has no ephemeral storage, so pods that ask for some would wait for ever. */
const NODE = ['--param', '.allocatable["ephemeral-storage"]="1Ti"'];

/** A control plane whose API server answers. */
export interface LaunchedControlPlane {
  /** As it was found. */
  readonly state: 'created' | 'restarted' | 'running';
  /** Settles once its controllers are ready too and its node is there. */
  readonly ready: Promise<void>;
}

/**
 * Brings up the control plane of `environment`: a real etcd, API server, controllers and scheduler, and one
 * simulated node. What runs already is used again; what has crashed is started again on the same data.
 *
 * @returns 'created', 'restarted' or 'running', as it was found
 */
export async function startControlPlane(
  environment: EmbeddedEnvironment,
  binaries: ControlPlaneBinaries,
  kubernetesVersion: string,
): Promise<LaunchedControlPlane['state']> {
  const { state, ready } = await launchControlPlane(environment, binaries, kubernetesVersion);
  await ready;
  return state;
}

/** As {@link startControlPlane}, for who has something to do until all of it is ready. */
export async function launchControlPlane(
  environment: EmbeddedEnvironment,
  binaries: ControlPlaneBinaries,
  kubernetesVersion: string,
): Promise<LaunchedControlPlane> {
  const state = await foundState(environment, binaries);
  if (state === 'created') await createWhole(environment, binaries, kubernetesVersion);
  // An interrupted start may have left what runs without its node.
  const ready = becomeReady(environment, binaries);
  // Whoever waits for it is told; nobody may be waiting yet.
  ready.catch(() => undefined);
  return { state, ready };
}

/**
 * What is there already, started again where it has crashed; 'created' where all of it has to be made.
 *
 * @throws ProblemError where it does not start again and its data counts: the stack would go on to record what is gone
 */
async function foundState(
  environment: EmbeddedEnvironment,
  binaries: ControlPlaneBinaries,
): Promise<LaunchedControlPlane['state']> {
  if (missingProcesses(environment).length === 0) return 'running';
  const counts = hasResources(environment);
  const whole = controlPlaneProcesses(environment).length === EXPECTED.length;
  if ((counts || whole) && (await restart(environment, binaries))) return 'restarted';
  if (counts) throw new ProblemError([notRestarted(environment)]);
  await deleteControlPlane(environment);
  return 'created';
}

/**
 * Creates it again, with other ports, where one of its processes has ended by itself: somebody else may take a port
 * between its choice and its use, and without its controllers a cluster answers and does nothing.
 */
async function createWhole(
  environment: EmbeddedEnvironment,
  binaries: ControlPlaneBinaries,
  kubernetesVersion: string,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await create(environment, binaries, kubernetesVersion);
    const missing = missingProcesses(environment);
    if (missing.length === 0) return;
    if (attempt === ATTEMPTS) throw new ProblemError([endedAtOnce(environment, missing, ATTEMPTS)]);
    await deleteControlPlane(environment);
  }
}

async function create(
  environment: EmbeddedEnvironment,
  binaries: ControlPlaneBinaries,
  kubernetesVersion: string,
): Promise<void> {
  mkdirSync(environment.kwokDirectory, { recursive: true });
  const configuration = configurationFile(environment);
  writeFileSync(configuration, await kwokctlConfiguration(environment.name, binaries, kubernetesVersion));
  const kubeconfig = ['--kubeconfig', environment.kubeconfig];
  await kwokctl(environment, binaries, ['create', 'cluster', ...cluster(environment), ...kubeconfig]);
}

async function becomeReady(environment: EmbeddedEnvironment, binaries: ControlPlaneBinaries): Promise<void> {
  const node = ['scale', 'node', '--replicas', '1', ...NODE];
  await Promise.all([
    kwokctl(environment, binaries, [...cluster(environment), ...node]),
    waitUntil(() => answers(environment), {
      timeoutMs: READY_TIMEOUT_MS,
      intervalMs: READY_POLL_MS,
      describe: () => `the control plane was not ready after ${READY_TIMEOUT_MS / 1000} s`,
    }),
  ]);
}

function configurationFile({ kwokDirectory }: EmbeddedEnvironment): string {
  return join(kwokDirectory, 'kwokctl.yaml');
}

function cluster(environment: EmbeddedEnvironment): string[] {
  return ['--name', environment.clusterName, '--config', configurationFile(environment)];
}

/** Starts the stopped processes on the data that is there. False where that does not work. */
async function restart(environment: EmbeddedEnvironment, binaries: ControlPlaneBinaries): Promise<boolean> {
  const missing = () => missingProcesses(environment).length > 0;
  try {
    await kwokctl(environment, binaries, ['--name', environment.clusterName, 'stop', 'cluster']);
    await kwokctl(environment, binaries, ['--name', environment.clusterName, 'start', 'cluster']);
    await waitUntil(async () => missing() || (await answers(environment)), {
      timeoutMs: RESTART_TIMEOUT_MS,
      describe: () => 'the API server did not come back',
    });
    return !missing();
  } catch {
    return false;
  }
}

/** Whether the API server says that it is ready; false as well where nobody answers. */
async function answers(environment: EmbeddedEnvironment): Promise<boolean> {
  try {
    const config = embeddedKubeConfig(environment);
    const options: RequestOptions = { timeout: ANSWER_TIMEOUT_MS };
    await config.applyToHTTPSOptions(options);
    const request = get(`${config.getCurrentCluster()?.server}/readyz`, options);
    request.on('timeout', () => request.destroy());
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

/** Stops every process of the control plane and removes its data. Nothing happens where there is none. */
export async function deleteControlPlane(environment: EmbeddedEnvironment): Promise<void> {
  // No grace: the data goes too, and an API server waits seconds for its clients when it is asked to end.
  await Promise.all(
    controlPlaneProcesses(environment).map(({ identity }) => identity && stopProcess(identity, 0)),
  );
  rmSync(clusterDirectory(environment), { recursive: true, force: true });
  rmSync(environment.kubeconfig, { force: true });
}

function kwokEnvironment(environment: EmbeddedEnvironment): Record<string, string> {
  return { KWOK_WORKDIR: environment.kwokDirectory, KUBECONFIG: environment.kubeconfig };
}

async function kwokctl(
  environment: EmbeddedEnvironment,
  binaries: ControlPlaneBinaries,
  args: readonly string[],
): Promise<void> {
  await execa(binaries.kwokctl, args, { env: kwokEnvironment(environment) });
}
