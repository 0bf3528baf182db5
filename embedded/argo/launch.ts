import { appendFileSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { EmbeddedEnvironment } from '../environment';
import type { GitRedirection } from '../git/redirection';
import { goRuntime } from '../go-runtime';
import { type DaemonRecord, ensureDaemon, readDaemon } from '../process/daemon';
import { keptEndpoints, portOf } from '../process/endpoints';
import { freePorts } from '../process/ports';
import type { ClusterReader } from './cluster-reader';
import type { Addresses, ArgoComponent } from './components';
import { type ContainerProcess, containerProcess } from './container-process';

/** What every process of Argo CD is started with. */
export interface LaunchContext {
  readonly environment: EmbeddedEnvironment;
  readonly reader: ClusterReader;
  /** Directory in which every tool and every name of the argocd binary stands. */
  readonly toolDirectory: string;
  /** For the components that read git. */
  readonly git: GitRedirection;
}

/** Settings that hold for every process, whatever its pod says. */
export function processEnvironment(
  context: LaunchContext,
  name: string,
  paths: ReadonlyMap<string, string>,
): Record<string, string> {
  const directory = componentDirectory(context.environment, name);
  const temporary = paths.get('/tmp') ?? join(directory, 'tmp');
  const home = join(directory, 'home');
  for (const path of [temporary, home, context.environment.socketDirectory]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }
  return {
    PATH: [context.toolDirectory, process.env['PATH'] ?? ''].join(delimiter),
    HOME: home,
    TMPDIR: temporary,
    ...goRuntime(context.environment.name, name),
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    // Signature checks need a keyring that the pod's init step makes; no project here asks for signatures.
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_PLUGINSOCKFILEPATH: context.environment.socketDirectory,
    // Where git asks for credentials; its own place is the same for every environment of the machine.
    ARGOCD_ASK_PASS_SOCK: join(context.environment.socketDirectory, 'ask-pass.sock'),
    ARGOCD_APP_CONF_PATH: join(directory, 'root', 'app', 'config'),
    ARGOCD_SSH_DATA_PATH: join(directory, 'root', 'app', 'config', 'ssh'),
    ARGOCD_TLS_DATA_PATH: join(directory, 'root', 'app', 'config', 'tls'),
  };
}

/** Where one component's files lie. */
function componentDirectory(environment: EmbeddedEnvironment, name: string): string {
  return join(environment.directory, 'argo', name);
}

/** The container of `pod` that runs `program`; sidecars and init containers run others. */
function containerRunning(pod: V1PodSpec, program: string): V1Container {
  const found = pod.containers.find(({ command, args }) =>
    [...(command ?? []), ...(args ?? [])].some((word) => word.endsWith(`/${program}`)),
  );
  if (!found) throw new Error(`no container of the installed workload runs ${program}`);
  return found;
}

/** The container's process as the stack installed it, its files laid out below the component's folder. */
export async function installedProcess(
  context: LaunchContext,
  component: Pick<ArgoComponent, 'name' | 'kind' | 'workload' | 'program'>,
): Promise<ContainerProcess> {
  const pod = await context.reader.podTemplate(component.kind, component.workload);
  const container = containerRunning(pod, component.program);
  const directory = componentDirectory(context.environment, component.name);
  return containerProcess(context.reader, pod, container, directory);
}

/** Starts `component`, or keeps it where it runs already with the settings that are installed now. */
export async function launchComponent(
  context: LaunchContext,
  component: ArgoComponent,
  addresses: Omit<Addresses, 'own'>,
): Promise<DaemonRecord> {
  const installed = await installedProcess(context, component);
  const own = await ports(context.environment, component);
  const base = processEnvironment(context, component.name, installed.paths);
  if (component.readsGit && context.git.knownHosts) {
    // The list of the release may end without a line break.
    const list = join(base['ARGOCD_SSH_DATA_PATH'] ?? '', 'ssh_known_hosts');
    appendFileSync(list, `\n${context.git.knownHosts}`);
  }
  return ensureDaemon(context.environment.runDirectory, {
    name: component.name,
    command: join(context.toolDirectory, installed.program),
    args: [...installed.args, ...component.arguments({ ...addresses, own })],
    env: {
      ...withoutListenAddresses(installed.env),
      ...base,
      ...(component.readsGit && redirected(context.git, base['PATH'] ?? '')),
      // Beside the flag, since the applicationset-controller reads only this.
      ...(component.usesCluster && { KUBECONFIG: addresses.kubeconfig }),
    },
    endpoints: Object.fromEntries(component.ports.map((purpose) => [purpose, `127.0.0.1:${own[purpose]}`])),
    filesDigest: installed.filesDigest,
  });
}

function redirected({ binDirectory, env }: GitRedirection, path: string): Record<string, string> {
  return { ...env, ...(binDirectory && { PATH: [binDirectory, path].join(delimiter) }) };
}

/** Flags say where to listen; argocd-server even takes such a variable for a flag's name. */
function withoutListenAddresses(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.endsWith('_LISTEN_ADDRESS')));
}

/** A component keeps its ports over restarts, unless somebody else has them by then. */
async function ports(
  environment: EmbeddedEnvironment,
  component: ArgoComponent,
): Promise<Record<string, number>> {
  const known = await keptEndpoints(readDaemon(environment.runDirectory, component.name));
  const fresh = await freePorts(component.ports.length);
  return Object.fromEntries(
    component.ports.map((purpose, index) => {
      const address = known[purpose];
      return [purpose, address === undefined ? (fresh[index] ?? 0) : portOf(address)];
    }),
  );
}
