import * as os from 'node:os';
import * as path from 'node:path';

/** The checkout this code was loaded from, as an absolute path. */
export const projectRoot = path.dirname(__dirname);

/**
 * Where everything that outlives a clone is kept: built tools, logs of builds, links to tools.
 *
 * `$ARGO_BOOTSTRAP_CACHE`, else `$XDG_CACHE_HOME/argo-bootstrap`, else `~/.cache/argo-bootstrap`.
 * A relative value is taken from the working directory. Nothing is created here.
 */
export function userCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['ARGO_BOOTSTRAP_CACHE'];
  if (own) return path.resolve(own);
  const shared = env['XDG_CACHE_HOME'] || path.join(env['HOME'] || os.homedir(), '.cache');
  return path.resolve(shared, 'argo-bootstrap');
}
