import { join } from 'node:path';
import type { EmbeddedEnvironment } from '../environment';
import { readDaemon } from '../process/daemon';

/**
 * What the `argocd` command needs in a shell of its own: where the server answers, and a place for the log-in that
 * goes with the environment, so that neither the user's other servers nor their tokens are touched.
 */
export function argocdClientEnvironment(environment: EmbeddedEnvironment): Record<string, string> {
  const server = readDaemon(environment.runDirectory, 'server')?.endpoints['https'];
  return {
    ARGOCD_CONFIG_DIR: join(environment.directory, 'argocd'),
    ...(server !== undefined && { ARGOCD_SERVER: server }),
  };
}
