import { stopArgo } from '../embedded/argo';
import { deleteControlPlane } from '../embedded/control-plane';
import type { EnvironmentName } from '../embedded/environment';
import { TestEnvironment } from '../test/e2e/support/environment';
import { type Figure, figuresTable, timed } from './support/figures';
import { mustSucceed } from './support/must-succeed';

/**
 * The rehearsals' `up` on this machine, tools cached, to all Applications Healthy, beside that of local: they add a Git
 * host, the committed stack, a credential and cert-manager to it. Prints a table and exits 0 either way.
 */
const REHEARSED = ['staging', 'production'] as const;
const TARGET_S = 60;

async function main(): Promise<void> {
  const used: TestEnvironment[] = [];
  try {
    await measure(used);
  } finally {
    for (const environment of used) await environment.remove();
  }
}

async function measure(used: TestEnvironment[]): Promise<void> {
  const secondsOfUp = async (name: EnvironmentName) => {
    const environment = await TestEnvironment.create(name);
    used.push(environment);
    const { seconds } = await timed(() => mustSucceed(environment.cli('up')));
    await stop(environment);
    return seconds;
  };
  const bare = { what: 'up of local', measured: await secondsOfUp('local') };
  const figures: Figure[] = [];
  for (const name of REHEARSED) {
    const measured = await secondsOfUp(name);
    figures.push({ what: `up of ${name}, to all Healthy`, measured, target: TARGET_S, unit: 's', bare });
  }
  console.log(figuresTable(figures));
}

/** Its files stay until the end: some file systems make new ones slowly for minutes after many were removed. */
async function stop({ embedded }: TestEnvironment): Promise<void> {
  await stopArgo(embedded);
  await deleteControlPlane(embedded);
}

void main();
