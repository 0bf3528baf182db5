import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EmbeddedEnvironment } from '../environment';
import { identify, isAlive, type ProcessIdentity } from '../process/identity';

/** One process of the control plane, as kwokctl wrote down its id. */
export interface ControlPlaneProcess {
  readonly name: string;
  /** Undefined where the process is gone. */
  readonly identity: ProcessIdentity | undefined;
  readonly log: string;
}

/** The directory that kwokctl keeps of this environment's cluster. */
export function clusterDirectory(environment: EmbeddedEnvironment): string {
  return join(environment.kwokDirectory, 'clusters', environment.clusterName);
}

/** Every process that kwokctl started for this cluster and has not stopped since. */
export function controlPlaneProcesses(environment: EmbeddedEnvironment): ControlPlaneProcess[] {
  const directory = clusterDirectory(environment);
  return pidFiles(directory).map((file) => {
    const name = basename(file, '.pid');
    return {
      name,
      identity: identityFromFile(join(directory, 'pids', file), directory),
      log: join(directory, 'logs', `${name}.log`),
    };
  });
}

/** The processes of a whole control plane, by kwokctl's names. */
export const EXPECTED = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok-controller',
];

/** Those that do not run, or never did. */
export function missingProcesses(environment: EmbeddedEnvironment): string[] {
  const alive = controlPlaneProcesses(environment).filter(({ identity }) => identity && isAlive(identity));
  const names = new Set(alive.map(({ name }) => name));
  return EXPECTED.filter((name) => !names.has(name));
}

function pidFiles(directory: string): string[] {
  try {
    return readdirSync(join(directory, 'pids')).filter((file) => file.endsWith('.pid'));
  } catch {
    return [];
  }
}

/** The id counts only where the process mentions the cluster's directory: ids are used again. */
function identityFromFile(file: string, directory: string): ProcessIdentity | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return commandLine.includes(directory) ? identify(pid) : undefined;
  } catch {
    return undefined;
  }
}
