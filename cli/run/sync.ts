import type { ApplicationStatus } from '../../embedded/applications/read';
import { isWell, waitForApplications } from '../../embedded/applications/wait';
import { embeddedKubeConfig } from '../../embedded/argo/cluster-reader';
import { type EnvironmentName, embeddedEnvironment } from '../../embedded/environment';
import type { Snapshot } from '../../embedded/git/snapshot';
import { ARGOCD_NAMESPACE } from '../../embedded/settings';
import { syncTree } from '../../embedded/source';
import { ExitCode } from '../support/exit';
import { interrupted } from '../support/interrupt';
import { PROJECT_ROOT } from '../support/project';
import { runStages } from '../support/stages';
import { printApplications, type WaitOptions } from './applications-table';

/** The working tree as it is now, through Argo CD. Returns the exit code. */
export async function sync(name: EnvironmentName, { timeoutMs, json }: WaitOptions): Promise<number> {
  const environment = embeddedEnvironment(PROJECT_ROOT, name);
  const context: { snapshot?: Snapshot; applications: ApplicationStatus[] } = { applications: [] };
  await runStages(
    [
      {
        title: 'Snapshot of the working tree',
        run: async (current, report) => {
          current.snapshot = await syncTree(environment);
          const { revision, changed } = current.snapshot;
          report(`${revision.slice(0, 8)}${changed ? '' : ', nothing changed'}`);
        },
      },
      {
        title: 'Applications',
        run: async (current, report) => {
          current.applications = await waitForApplications({
            config: embeddedKubeConfig(environment),
            namespace: ARGOCD_NAMESPACE,
            timeoutMs,
            signal: interrupted,
            ...(current.snapshot && { revision: current.snapshot.revision }),
            onReading: (reading) => report(`${reading.filter(isWell).length} of ${reading.length} Healthy`),
          });
        },
      },
    ],
    context,
    json,
  );
  printApplications(context.applications, json);
  return context.applications.every(isWell) ? ExitCode.ok : ExitCode.notWell;
}
