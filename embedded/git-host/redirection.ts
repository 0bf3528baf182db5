import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitRedirection } from '../git/redirection';
import type { RunningGitHost } from '.';
import type { RunningSsh } from './ssh';

/**
 * Leads GitHub to `host`. Argo CD lists references with a library of Go and fetches with the git binary: a proxy and a
 * certificate authority are what both, and the client of GitHub's API, take from the environment.
 *
 * SSH cannot be led elsewhere: the library obeys ALL_PROXY, but so does Argo CD where it talks to its own sockets, and
 * fails; nor may a Secret name a proxy (policy `repository-proxy`). A repository that is read with a deploy key has the
 * address of the SSH server itself (`sshAddress`).
 */
export function hostRedirection({ layout, proxy, ssh }: RunningGitHost): GitRedirection {
  const env = {
    HTTPS_PROXY: `http://${proxy}`,
    NO_PROXY: '127.0.0.1,localhost',
    // In place of the machine's own authorities: nobody else is to be believed in a rehearsal.
    SSL_CERT_FILE: layout.authority,
    GIT_SSL_CAINFO: layout.authority,
  };
  if (!ssh) return { env };
  return { env, binDirectory: writeClient(join(layout.directory, 'bin'), ssh), knownHosts: ssh.knownHost };
}

/** An ssh for git that reads no configuration of the user whose machine it is. Returns the folder that it is in. */
function writeClient(directory: string, { client }: RunningSsh): string {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'ssh'), `#!/bin/sh\nexec ${client} -F /dev/null "$@"\n`, { mode: 0o755 });
  return directory;
}
