import type { GitRedirection } from '../git/redirection';
import type { RunningGitHost } from '.';

/**
 * Leads GitHub to `host`. Argo CD lists references with a library of Go and fetches with the git binary: a proxy and a
 * certificate authority are what both, and the client of GitHub's API, take from the environment.
 */
export function hostRedirection({ proxy, authority }: RunningGitHost): GitRedirection {
  return {
    env: {
      HTTPS_PROXY: `http://${proxy}`,
      NO_PROXY: '127.0.0.1,localhost',
      // In place of the machine's own authorities: nobody else is to be believed in a rehearsal.
      SSL_CERT_FILE: authority,
      GIT_SSL_CAINFO: authority,
    },
  };
}
