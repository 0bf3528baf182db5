const DEFAULT_PORT = '22';

/**
 * The name under which a known_hosts file has the server of an `ssh://user@host:port/path` address: `host` on the
 * default port, `[host]:port` on any other. Undefined for an address of another form.
 */
export function knownHostName(repository: string): string | undefined {
  const [, host, port = DEFAULT_PORT] = /^ssh:\/\/[^@/]*@([^:/]+)(?::(\d+))?(?=\/|$)/.exec(repository) ?? [];
  return host === undefined || port === DEFAULT_PORT ? host : `[${host}]:${port}`;
}

/**
 * The names that the text of a known_hosts file pins keys of, each once. A name without a port stands for port 22 alone:
 * OpenSSH would try it for another one as well, but the library by which Argo CD lists references does not.
 */
export function pinnedHosts(text: string): Set<string> {
  const entries = text.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '');
  // A line that begins with @ revokes a key, or trusts an authority in place of a key.
  const plain = entries.filter((entry) => entry !== '' && !/^[#@]/.test(entry));
  return new Set(plain.flatMap((entry) => entry.split(',')));
}
