import { rmSync } from 'node:fs';
import type { EmbeddedEnvironment } from '../environment';
import type { GitRedirection } from '../git/redirection';
import { type DaemonRecord, listDaemons, stopDaemon } from '../process/daemon';
import { waitForEndpoint } from '../process/wait';
import { clusterReader, embeddedKubeConfig } from './cluster-reader';
import { ARGO_CLIENTS, ARGO_REPO_SERVER, type ArgoComponent } from './components';
import { type LaunchContext, launchComponent } from './launch';
import { launchPluginServer } from './plugin-server';
import { launchRedis } from './redis';

export interface StartArgoOptions {
  readonly environment: EmbeddedEnvironment;
  /** Directory in which every tool stands. */
  readonly toolDirectory: string;
  /** Argo CD's namespace. */
  readonly namespace: string;
  /** Where the environment's repository is read from. */
  readonly git: GitRedirection;
}

/**
 * Runs Argo CD's components as processes against the embedded cluster, each with the settings that the stack
 * installed there. What runs already with those settings is kept. Throws with the end of a component's log
 * where it does not come up.
 */
export async function startArgo(options: StartArgoOptions): Promise<DaemonRecord[]> {
  const context = launchContext(options);
  const { environment, namespace } = options;
  const redis = await launchRedis(context, namespace);
  await waitForEndpoint(redis, endpoint(redis, 'redis'));
  // The Secret exists from here on, so what was read before it did is read again.
  const fresh = launchContext(options);
  const [repoServer, plugin] = await Promise.all([
    launchComponent(fresh, ARGO_REPO_SERVER, clientAddresses(environment, namespace, redis, '')),
    launchPluginServer(fresh),
  ]);
  const addresses = clientAddresses(environment, namespace, redis, endpoint(repoServer, 'grpc'));
  const clients = await Promise.all(
    ARGO_CLIENTS.map((component) => launchComponent(fresh, component, addresses)),
  );
  await Promise.all([
    waitForEndpoint(plugin, endpoint(plugin, 'socket')),
    waitReady(repoServer, ARGO_REPO_SERVER),
    ...clients.map((record, index) => waitReady(record, ARGO_CLIENTS[index] ?? ARGO_REPO_SERVER)),
  ]);
  return [redis, repoServer, plugin, ...clients];
}

function launchContext({ environment, toolDirectory, namespace, git }: StartArgoOptions): LaunchContext {
  const reader = clusterReader(embeddedKubeConfig(environment), namespace);
  return { environment, toolDirectory, reader, git };
}

function clientAddresses(
  environment: EmbeddedEnvironment,
  namespace: string,
  redis: DaemonRecord,
  repoServer: string,
) {
  return { kubeconfig: environment.kubeconfig, namespace, redis: endpoint(redis, 'redis'), repoServer };
}

function endpoint(record: DaemonRecord, purpose: string): string {
  const address = record.endpoints[purpose];
  if (address === undefined) throw new Error(`${record.name} serves nothing for ${purpose}`);
  return address;
}

function waitReady(record: DaemonRecord, component: ArgoComponent): Promise<void> {
  return waitForEndpoint(record, endpoint(record, component.readyPort));
}

/** Stops every process of Argo CD in `environment`; safe where none runs. */
export async function stopArgo(environment: EmbeddedEnvironment): Promise<void> {
  await Promise.all(listDaemons(environment.runDirectory).map((record) => stopDaemon(record)));
  rmSync(environment.socketDirectory, { recursive: true, force: true });
}
