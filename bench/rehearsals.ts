import type { EnvironmentName } from '../embedded/environment';
import { ENVIRONMENTS } from '../gitops/environments';
import { TestEnvironment } from '../test/e2e/support/environment';
import { type Figure, figuresTable, timed } from './support/figures';

/**
 * Every environment's `up` on this machine, tools cached, to all Applications Healthy. A rehearsal adds to local's a Git
 * host, the committed stack, a credential and cert-manager. Prints a table and exits 0 either way.
 */
const TARGETS: Readonly<Record<EnvironmentName, number>> = { local: 45, staging: 60, production: 60 };

async function main(): Promise<void> {
  const seconds = new Map<EnvironmentName, number>();
  for (const name of ENVIRONMENTS) seconds.set(name, await secondsOfUp(name));
  console.log(figuresTable(ENVIRONMENTS.map((name) => figure(name, seconds))));
}

async function secondsOfUp(name: EnvironmentName): Promise<number> {
  const environment = await TestEnvironment.create(name);
  try {
    const { seconds, value } = await timed(() => environment.cli('up'));
    if (value.exitCode !== 0) throw new Error(`up of ${name} failed:\n${value.text}`);
    return seconds;
  } finally {
    await environment.remove();
  }
}

function figure(name: EnvironmentName, seconds: ReadonlyMap<EnvironmentName, number>): Figure {
  const measured = seconds.get(name) ?? 0;
  const common = {
    what: `up of ${name}, to all Healthy`,
    measured,
    target: TARGETS[name],
    unit: 's',
  } as const;
  if (name === 'local') return common;
  return { ...common, bare: { what: 'up of local', measured: seconds.get('local') ?? 0 } };
}

void main();
