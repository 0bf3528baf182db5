import { join } from 'node:path';
import type { EmbeddedEnvironment } from '../environment';
import { type DaemonRecord, ensureDaemon } from '../process/daemon';

/** Keeps the little that it remembers from growing before it is looked through. */
const SMALL = ['--max-semi-space-size=1'];

/** The client comes before tsx, which would look through each of its files for something to compile, and keep it. */
const before = (...modules: string[]) => modules.flatMap((name) => ['--require', require.resolve(name)]);

/** Starts the stand-in for a Gateway controller, or keeps the one that runs. */
export function startSimulation(environment: EmbeddedEnvironment): Promise<DaemonRecord> {
  return ensureDaemon(environment.runDirectory, {
    name: 'gateway-simulation',
    command: process.execPath,
    args: [...SMALL, ...before('@kubernetes/client-node', 'tsx/cjs'), join(__dirname, 'main.ts')],
    env: { KUBECONFIG: environment.kubeconfig, PATH: process.env['PATH'] ?? '' },
    cwd: join(__dirname, '..', '..'),
    endpoints: {},
  });
}
