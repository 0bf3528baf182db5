import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { certifyHosts } from '../../../embedded/git-host/authority';

const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const CHART_CONFIG = 'application/vnd.cncf.helm.config.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const HOST = 'localhost';

interface Served {
  readonly type: string;
  readonly body: Buffer;
}

/** A chart repository and an OCI registry on loopback, which hold the same charts. */
export class ChartSource {
  private constructor(
    private readonly directory: string,
    private readonly server: Server,
    /** What helm needs in its environment to trust it. */
    readonly env: Readonly<Record<string, string>>,
    readonly repository: string,
    readonly registry: string,
  ) {}

  /** Packs the charts, by their names, and serves them. */
  static async start(
    helm: string,
    charts: ReadonlyMap<string, ReadonlyMap<string, Buffer>>,
  ): Promise<ChartSource> {
    const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-charts-'));
    for (const [name, files] of charts) await pack(helm, directory, name, files);
    const { authority, certificate, key } = certifyHosts([HOST]);
    writeFileSync(join(directory, 'authority.pem'), authority);
    const content = new Map<string, Served>();
    const server = createServer({ cert: certificate, key }, (request, response) => {
      const served = content.get(request.url ?? '');
      response.writeHead(served ? 200 : 404, served && headersOf(served));
      response.end(request.method === 'HEAD' ? undefined : served?.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = `${HOST}:${(server.address() as AddressInfo).port}`;
    fill(content, directory, `https://${address}`);
    const env = { SSL_CERT_FILE: join(directory, 'authority.pem') };
    return new ChartSource(directory, server, env, `https://${address}`, `oci://${address}/charts`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

async function pack(helm: string, directory: string, name: string, files: ReadonlyMap<string, Buffer>) {
  const chart = join(directory, 'unpacked', name);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(chart, path)), { recursive: true });
    writeFileSync(join(chart, path), content);
  }
  await execa(helm, ['package', chart, '--destination', directory]);
}

/** Every address that helm asks: the repository's index and archives, the registry's manifests and blobs. */
function fill(content: Map<string, Served>, directory: string, origin: string): void {
  const entries: Record<string, object[]> = {};
  content.set('/v2/', { type: 'application/json', body: Buffer.from('{}') });
  for (const archive of readdirSync(directory).filter((file) => file.endsWith('.tgz'))) {
    const body = readFileSync(join(directory, archive));
    const [, name = '', version = ''] = /^(.*)-(\d+\.\d+\.\d+)\.tgz$/.exec(archive) ?? [];
    content.set(`/${archive}`, { type: 'application/gzip', body });
    const digest = createHash('sha256').update(body).digest('hex');
    entries[name] = [{ apiVersion: 'v2', name, version, digest, urls: [`${origin}/${archive}`] }];
    addToRegistry(content, name, version, body);
  }
  const index = stringify({ apiVersion: 'v1', entries });
  content.set('/index.yaml', { type: 'application/yaml', body: Buffer.from(index) });
}

function addToRegistry(content: Map<string, Served>, name: string, version: string, archive: Buffer): void {
  const at = `/v2/charts/${name}`;
  const config = Buffer.from(JSON.stringify({ apiVersion: 'v2', name, version }));
  const describe = (mediaType: string, body: Buffer) => ({
    mediaType,
    digest: digestOf(body),
    size: body.length,
  });
  const layers = [describe(CHART_LAYER, archive)];
  const manifest = { schemaVersion: 2, mediaType: MANIFEST, config: describe(CHART_CONFIG, config), layers };
  const body = Buffer.from(JSON.stringify(manifest));
  content.set(`${at}/tags/list`, {
    type: 'application/json',
    body: Buffer.from(JSON.stringify({ name: `charts/${name}`, tags: [version] })),
  });
  for (const blob of [archive, config]) {
    content.set(`${at}/blobs/${digestOf(blob)}`, { type: 'application/octet-stream', body: blob });
  }
  for (const reference of [version, digestOf(body)]) {
    content.set(`${at}/manifests/${reference}`, { type: MANIFEST, body });
  }
}

function headersOf({ type, body }: Served) {
  return { 'content-type': type, 'content-length': body.length, 'docker-content-digest': digestOf(body) };
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}
