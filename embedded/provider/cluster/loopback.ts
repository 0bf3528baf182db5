/** True for `localhost`, 127.0.0.0/8 and ::1, the only hosts the offline provider talks to. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(bare);
}

/** Host of an API server's URL; the URL itself where it doesn't parse, so that it is refused and named. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname : server;
}

/** The API server of a kubeconfig context isn't on this machine. */
export class NotLoopbackError extends Error {
  override readonly name = 'NotLoopbackError';

  constructor(host: string, context: string) {
    super(
      `the API server ${JSON.stringify(host)} of the kube-context ${JSON.stringify(context)} is not on loopback, ` +
        'and the offline Kubernetes provider only changes clusters on this machine\n' +
        '  expected: a server at 127.0.0.0/8, ::1 or localhost, without a proxy\n' +
        '  fix: install the official provider (pulumi plugin install resource kubernetes v4.29.0), ' +
        'or choose the context of a local cluster',
    );
  }
}
