import { controlPlaneProcesses } from './control-plane';
import type { EmbeddedEnvironment } from './environment';
import { listDaemons } from './process/daemon';
import { isAlive } from './process/identity';

/** A process that was started and has ended without being asked to. */
export interface CrashedProcess {
  readonly name: string;
  readonly log: string;
}

/** Every process of the environment that should run and does not. */
export function crashedProcesses(environment: EmbeddedEnvironment): CrashedProcess[] {
  const controlPlane = controlPlaneProcesses(environment).filter(
    ({ identity }) => identity === undefined || !isAlive(identity),
  );
  const argo = listDaemons(environment.runDirectory).filter((record) => !isAlive(record));
  return [...controlPlane, ...argo].map(({ name, log }) => ({ name, log }));
}
