import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

/** A chart repository on loopback that asks for a name and a password. */
export class ChartRepository {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(directory: string, username: string, password: string): Promise<ChartRepository> {
    const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const server = createServer(async (request, response) => {
      if (request.headers.authorization !== expected) {
        response.writeHead(401).end();
        return;
      }
      const file = join(directory, basename(request.url ?? ''));
      const content = await readFile(file).catch(() => undefined);
      response.writeHead(content ? 200 : 404).end(content);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ChartRepository(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
