import { connect, createServer, type Server, type Socket } from 'node:net';

const VERSION = 5;
const CONNECT = 1;
const DOMAIN = 3;
const GREETED = Buffer.from([VERSION, 0]);
const answer = (code: number) => Buffer.from([VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0]);
const REFUSED = 2;

/**
 * A SOCKS proxy with the same purpose as {@link tunnelProxy}, for the library by which Argo CD lists references over SSH:
 * that one knows no other kind.
 */
export function socksProxy(
  destinations: Readonly<Record<string, number>>,
  log: (target: string, status: number) => void,
): Server {
  return createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', () => {
      client.write(GREETED);
      client.once('data', (request: Buffer) => {
        const target = targetOf(request);
        const port = destinations[target];
        if (port !== undefined) lead(client, port);
        else {
          log(target, 403);
          client.end(answer(REFUSED));
        }
      });
    });
  });
}

function lead(client: Socket, port: number): void {
  const upstream = connect(port, '127.0.0.1', () => {
    client.write(answer(0));
    upstream.pipe(client).pipe(upstream);
  });
  upstream.on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
}

/** host:port of a request to connect to a host by its name; empty for any other request. */
function targetOf(request: Buffer): string {
  if (request[0] !== VERSION || request[1] !== CONNECT || request[3] !== DOMAIN) return '';
  const end = 5 + (request[4] ?? 0);
  return request.length < end + 2 ? '' : `${request.toString('latin1', 5, end)}:${request.readUInt16BE(end)}`;
}
