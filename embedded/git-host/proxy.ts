import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * A proxy that leads `destinations` (host:port) to addresses on this machine, and everything else nowhere. Programs that
 * are told to use it reach the rehearsal's hosts under their real names, and can reach nothing else by HTTPS.
 */
export function tunnelProxy(
  destinations: Readonly<Record<string, number>>,
  log: (target: string, status: number) => void,
): Server {
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = request.url ?? '';
    const port = destinations[target];
    client.on('error', () => undefined);
    if (port === undefined) {
      log(target, 403);
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  return server;
}
