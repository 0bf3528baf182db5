import { join } from 'node:path';
import type { EmbeddedEnvironment } from '../environment';
import { type DaemonRecord, ensureDaemon } from '../process/daemon';

/** Starts the stand-in for a Gateway controller, or keeps the one that runs. */
export function startSimulation(environment: EmbeddedEnvironment): Promise<DaemonRecord> {
  return ensureDaemon(environment.runDirectory, {
    name: 'gateway-simulation',
    command: process.execPath,
    args: ['--require', require.resolve('tsx/cjs'), join(__dirname, 'main.ts')],
    env: { KUBECONFIG: environment.kubeconfig, PATH: process.env['PATH'] ?? '' },
    cwd: join(__dirname, '..', '..'),
    endpoints: {},
  });
}
