import { setTimeout as delay } from 'node:timers/promises';
import { readDaemon } from '../process/daemon';
import { isAlive } from '../process/identity';
import { type StartArgoOptions, startArgo } from '.';
import { type ClusterReader, clusterReader, embeddedKubeConfig } from './cluster-reader';
import { ARGO_CLIENTS, ARGO_REPO_SERVER } from './components';

const COMPONENTS = [ARGO_REPO_SERVER, ...ARGO_CLIENTS];
const POLL_MS = 200;

/**
 * Starts Argo CD's processes as a cluster would start their pods: as soon as their workloads are there, while the
 * release that installs them is still waited for. Nothing is started once `settled` is aborted, nor where a component
 * runs already, since what the release changes in its settings is not known before its end.
 */
export async function startArgoAsInstalled(options: StartArgoOptions, settled: AbortSignal): Promise<void> {
  const { environment, namespace } = options;
  if (COMPONENTS.some(({ name }) => runs(environment.runDirectory, name))) return;
  const reader = clusterReader(embeddedKubeConfig(environment), namespace);
  while (!(await areInstalled(reader))) {
    if (settled.aborted) return;
    await delay(POLL_MS);
  }
  await startArgo(options);
}

function runs(directory: string, name: string): boolean {
  const record = readDaemon(directory, name);
  return record !== undefined && isAlive(record);
}

async function areInstalled(reader: ClusterReader): Promise<boolean> {
  try {
    // In turn: the first that is missing is answer enough.
    for (const { kind, workload } of COMPONENTS) await reader.podTemplate(kind, workload);
    return true;
  } catch {
    return false; // not there yet, or the API server is busy: asked again
  }
}
