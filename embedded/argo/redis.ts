import { join } from 'node:path';
import { execa } from 'execa';
import { type DaemonRecord, ensureDaemon, readDaemon } from '../process/daemon';
import { keptEndpoints } from '../process/endpoints';
import { freePorts } from '../process/ports';
import { clusterReader, embeddedKubeConfig } from './cluster-reader';
import type { LaunchContext } from './launch';

const SECRET = 'argocd-redis';
const PASSWORD_KEY = 'auth';

/** Starts the Redis-compatible server with the password that Argo CD's own command put into the cluster. */
export async function launchRedis(context: LaunchContext, namespace: string): Promise<DaemonRecord> {
  const { environment, toolDirectory } = context;
  const password = await redisPassword(context, namespace);
  const known = await keptEndpoints(readDaemon(environment.runDirectory, 'redis'));
  const address = known['redis'] ?? `127.0.0.1:${(await freePorts(1))[0]}`;
  return ensureDaemon(environment.runDirectory, {
    name: 'redis',
    command: join(toolDirectory, 'redis'),
    args: ['-address', address],
    env: { REDIS_PASSWORD: password },
    endpoints: { redis: address },
  });
}

/** The pod that would make the password is simulated; its command runs here instead. */
async function redisPassword(context: LaunchContext, namespace: string): Promise<string> {
  const existing = (await context.reader.secret(SECRET)).get(PASSWORD_KEY);
  if (existing) return existing.toString();
  const { environment, toolDirectory } = context;
  const args = ['admin', 'redis-initial-password', '--namespace', namespace];
  await execa(join(toolDirectory, 'argocd'), [...args, '--kubeconfig', environment.kubeconfig], {
    env: { HOME: environment.directory },
  });
  const reader = clusterReader(embeddedKubeConfig(environment), namespace);
  const made = (await reader.secret(SECRET)).get(PASSWORD_KEY);
  if (!made) throw new Error(`argocd admin redis-initial-password left no Secret ${namespace}/${SECRET}`);
  return made.toString();
}
