import { rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stopArgo } from '../../embedded/argo';
import { deleteControlPlane } from '../../embedded/control-plane';
import { type EnvironmentName, embeddedEnvironment } from '../../embedded/environment';
import { withLock } from '../../embedded/process/lock';
import { ExitCode } from '../support/exit';
import { PROJECT_ROOT } from '../support/project';
import { runStages } from '../support/stages';

/** Stops every process of an embedded environment and removes its files. Returns the exit code. */
export async function down(name: EnvironmentName): Promise<number> {
  const environment = embeddedEnvironment(PROJECT_ROOT, name);
  await withLock(join(environment.directory, 'lock'), 'down', () =>
    runStages(
      [
        { title: "Stop Argo CD's processes", run: () => stopArgo(environment) },
        { title: 'Stop the control plane', run: () => deleteControlPlane(environment) },
      ],
      {},
    ),
  );
  rmSync(environment.directory, { recursive: true, force: true });
  removeIfEmpty(dirname(environment.directory));
  return ExitCode.ok;
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // another environment still lives there
  }
}
