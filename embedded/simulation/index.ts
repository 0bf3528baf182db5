import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { userCacheDirectory } from '../../toolchain';
import { bundle, replaceFile, sourceDigest } from '../bundle';
import type { EmbeddedEnvironment } from '../environment';
import { type DaemonRecord, ensureDaemon } from '../process/daemon';

/** Keeps the little that it remembers from growing before it is looked through. */
const SMALL = ['--max-semi-space-size=1'];

/** Starts the stand-in for a Gateway controller, or keeps the one that runs. */
export async function startSimulation(environment: EmbeddedEnvironment): Promise<DaemonRecord> {
  await mkdir(environment.runDirectory, { recursive: true });
  const program = join(environment.runDirectory, 'gateway-simulation.cjs');
  // It takes from all over this folder.
  const digest = await sourceDigest(dirname(__dirname));
  const kept = join(userCacheDirectory(), 'simulation', `gateway-${digest}.cjs`);
  const text = await bundle(join(__dirname, 'main.ts'), kept);
  await replaceFile(program, text, 0o644);
  return ensureDaemon(environment.runDirectory, {
    name: 'gateway-simulation',
    command: process.execPath,
    args: [...SMALL, program],
    env: { KUBECONFIG: environment.kubeconfig, PATH: process.env['PATH'] ?? '' },
    cwd: join(__dirname, '..', '..'),
    endpoints: {},
    filesDigest: createHash('sha256').update(text).digest('hex'),
  });
}
