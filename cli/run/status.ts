import { existsSync } from 'node:fs';
import { type ApplicationStatus, readApplications } from '../../embedded/applications/read';
import { isWell } from '../../embedded/applications/wait';
import { embeddedKubeConfig } from '../../embedded/argo/cluster-reader';
import { type EnvironmentName, embeddedEnvironment } from '../../embedded/environment';
import { crashedProcesses } from '../../embedded/health';
import { ARGOCD_NAMESPACE } from '../../embedded/settings';
import { visibleJson } from '../../gitops/visible';
import { coloursOf } from '../support/colour';
import { ExitCode } from '../support/exit';
import { PROJECT_ROOT } from '../support/project';
import { applicationsTable } from './applications-table';
import { notUp } from './not-up';

/** The Applications of an embedded environment, and any process that has died. Returns the exit code. */
export async function status(name: EnvironmentName, json: boolean): Promise<number> {
  const environment = embeddedEnvironment(PROJECT_ROOT, name);
  if (!existsSync(environment.kubeconfig)) throw notUp(name);
  const crashed = crashedProcesses(environment);
  const applications = await readOrExplain(crashed.length > 0, () =>
    readApplications(embeddedKubeConfig(environment), ARGOCD_NAMESPACE),
  );
  console.log(json ? visibleJson(applications) : applicationsTable(applications));
  for (const { name, log } of crashed) {
    console.error(
      coloursOf(process.stderr).red(`\n${name} has crashed; \`make up\` starts it again. Its log: ${log}`),
    );
  }
  const well = crashed.length === 0 && applications.length > 0 && applications.every(isWell);
  return well ? ExitCode.ok : ExitCode.notWell;
}

/** With a crashed API server there is nothing to read, and the crash is the message. */
async function readOrExplain(
  crashed: boolean,
  read: () => Promise<ApplicationStatus[]>,
): Promise<ApplicationStatus[]> {
  try {
    return await read();
  } catch (error) {
    if (crashed) return [];
    throw error;
  }
}
