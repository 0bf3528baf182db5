import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GitRedirection } from '../git/redirection';
import type { RunningGitHost } from '.';
import { HOST } from './settings';
import type { RunningSsh } from './ssh';

/**
 * Leads GitHub to `host`. Argo CD lists references with a library of Go and fetches with the git binary: a proxy and a
 * certificate authority are what both, and the client of GitHub's API, take from the environment.
 *
 * For SSH the library obeys ALL_PROXY, but so does Argo CD where it talks to its own sockets, and fails. A repository
 * that is read with a deploy key names the SOCKS proxy of the host itself, in the field `proxy` of its Secret.
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

/** The ssh that git starts is led by a script in front of it, which names the server. Returns the script's folder. */
function writeClient(directory: string, { port, client }: RunningSsh): string {
  const options = ['ProxyCommand=none', 'HostName=127.0.0.1', `Port=${port}`, `HostKeyAlias=${HOST}`];
  const words = options.map((option) => `-o ${option}`).join(' ');
  mkdirSync(directory, { recursive: true });
  const script = `#!/bin/sh\nexec ${client} -F /dev/null ${words} "$@"\n`;
  writeFileSync(join(directory, 'ssh'), script, { mode: 0o755 });
  return directory;
}
