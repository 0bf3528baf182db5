import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DaemonRecord, ensureDaemon, readDaemon } from '../process/daemon';
import { freePorts } from '../process/ports';
import { waitForEndpoint } from '../process/wait';
import { certifyHosts } from './authority';
import { hostLayout } from './layout';
import { API_HOST, HOST } from './settings';

/*
 * A git host for rehearsals: it plays github.com and api.github.com on loopback, so far as Argo CD uses them.
 *
 * - It serves every bare repository `<directory>/repositories/<owner>/<name>.git` by git's smart HTTP, at branches, tags
 *   and commits, to whoever shows a valid credential for it (credentials.ts: `registerToken`, `registerApp`),
 *   and to nobody else.
 * - `revokeCredential` takes one away; it counts from the next request on, and for tokens that were given for it.
 * - `readRequests` (request-log.ts) says who asked for what, by the names of credentials.
 * - `POST /app/installations/<id>/access_tokens` answers as GitHub's API does: the JSON web token must be signed by a
 *   registered key of the App.
 *
 * Everything is kept in files below one directory, so that these functions work from any process, whether or not the
 * host runs at the moment.
 */

export {
  registerApp,
  registerToken,
  revokeCredential,
} from './credentials';
export { type HostLayout, hostLayout, repositoryDirectory } from './layout';
export { readRequests } from './request-log';

/** A git host that runs. */
export interface RunningGitHost {
  readonly record: DaemonRecord;
  /** The proxy that leads to it, as host:port. */
  readonly proxy: string;
  /** The certificate that its clients have to trust. */
  readonly authority: string;
}

const NAME = 'git-host';

/**
 * Starts the git host of `directory`, or keeps the one that runs.
 *
 * @param runDirectory where the record and the log of its process go
 */
export async function startGitHost(directory: string, runDirectory: string): Promise<RunningGitHost> {
  const layout = hostLayout(directory);
  prepare(directory);
  const known = readDaemon(runDirectory, NAME)?.endpoints;
  const fresh = await freePorts(2);
  const https = known?.['https'] ?? `127.0.0.1:${fresh[0]}`;
  const proxy = known?.['proxy'] ?? `127.0.0.1:${fresh[1]}`;
  const record = await ensureDaemon(runDirectory, {
    name: NAME,
    command: process.execPath,
    args: [
      ...['--require', require.resolve('tsx/cjs'), join(__dirname, 'main.ts'), directory],
      ...[https, proxy].map((address) => address.split(':')[1] ?? ''),
    ],
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: join(__dirname, '..', '..'),
    endpoints: { https, proxy },
  });
  await Promise.all([waitForEndpoint(record, https), waitForEndpoint(record, proxy)]);
  return { record, proxy, authority: layout.authority };
}

/** Certificates and the key for tokens are made once a host: clients that run would not trust new ones. */
function prepare(directory: string): void {
  const layout = hostLayout(directory);
  mkdirSync(layout.repositories, { recursive: true, mode: 0o700 });
  const secret = { mode: 0o600 };
  if (!existsSync(layout.tokenKey)) writeFileSync(layout.tokenKey, randomBytes(32), secret);
  if (existsSync(layout.certificate)) return;
  const { authority, certificate, key } = certifyHosts([HOST, API_HOST]);
  writeFileSync(layout.authority, authority);
  writeFileSync(layout.key, key, secret);
  writeFileSync(layout.certificate, certificate);
}
