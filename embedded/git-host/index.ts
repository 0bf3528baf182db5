import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DaemonRecord, ensureDaemon, logTail, readDaemon } from '../process/daemon';
import { isAlive } from '../process/identity';
import { freePorts } from '../process/ports';
import { waitForEndpoint } from '../process/wait';
import { certifyHosts } from './authority';
import { type HostLayout, hostLayout } from './layout';
import { API_HOST, HOST } from './settings';
import { type RunningSsh, startSsh } from './ssh';

/*
 * A git host for rehearsals: it plays github.com and api.github.com on loopback, so far as Argo CD uses them.
 *
 * - It serves every bare repository `<directory>/repositories/<owner>/<name>.git` by git's smart HTTP, at branches, tags
 *   and commits, to whoever shows a valid credential for it (credentials.ts: `registerToken`, `registerApp`),
 *   and to nobody else; and by SSH to the deploy keys (`registerDeployKey`), where this machine has OpenSSH's server.
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
  registerDeployKey,
  registerToken,
  revokeCredential,
} from './credentials';
export { type HostLayout, hostLayout, repositoryDirectory } from './layout';
export { readRequests } from './request-log';
export { sshAddress } from './ssh';

/** A git host that runs. */
export interface RunningGitHost {
  readonly layout: HostLayout;
  readonly record: DaemonRecord;
  /** The proxy that leads HTTPS to it, as host:port. */
  readonly proxy: string;
  /** Undefined where this machine has no OpenSSH server. */
  readonly ssh: RunningSsh | undefined;
}

const NAME = 'git-host';
const PROJECT = join(__dirname, '..', '..');
const PURPOSES = ['https', 'proxy'] as const;
const SETTLE_MS = 50;

/** Where it serves what, as host:port. */
type Endpoints = Readonly<Record<(typeof PURPOSES)[number], string>>;

/**
 * Starts the git host of `directory`, or keeps the one that runs. It keeps its ports over a crash, unless somebody else
 * has taken one meanwhile.
 *
 * @param runDirectory where the records and the logs of its processes go
 */
export async function startGitHost(directory: string, runDirectory: string): Promise<RunningGitHost> {
  const layout = hostLayout(directory);
  prepare(layout);
  const ssh = await startSsh(layout, runDirectory);
  const known = readDaemon(runDirectory, NAME)?.endpoints;
  const start = async (endpoints: Endpoints) => {
    const record = await launch(layout, runDirectory, endpoints, ssh);
    return { layout, record, proxy: endpoints.proxy, ssh };
  };
  if (!known) return start(await freeEndpoints());
  return start(known as Endpoints).catch(async () => start(await freeEndpoints()));
}

async function freeEndpoints(): Promise<Endpoints> {
  const [https, proxy] = (await freePorts(PURPOSES.length)).map((port) => `127.0.0.1:${port}`);
  return { https: https ?? '', proxy: proxy ?? '' };
}

async function launch(
  { directory }: HostLayout,
  runDirectory: string,
  endpoints: Endpoints,
  ssh: RunningSsh | undefined,
): Promise<DaemonRecord> {
  const ports = PURPOSES.map((purpose) => portOf(endpoints[purpose]));
  const record = await ensureDaemon(runDirectory, {
    name: NAME,
    command: process.execPath,
    args: [
      '--require',
      join(PROJECT, 'loader', 'typescript.cjs'),
      join(__dirname, 'main.ts'),
      directory,
      ...ports,
    ],
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: PROJECT,
    endpoints,
  });
  await Promise.all([
    ...PURPOSES.map((purpose) => waitForEndpoint(record, endpoints[purpose])),
    ssh && waitForEndpoint(ssh.record, ssh.host),
  ]);
  // Where a port is taken, somebody else answers there, and the host ends.
  await delay(SETTLE_MS);
  if (!isAlive(record)) throw new Error(`${NAME} ended by itself; its log says:\n${logTail(record)}`);
  return record;
}

function portOf(endpoint: string): string {
  return endpoint.split(':')[1] ?? '';
}

/** Certificates and the key for tokens are made once a host: clients that run would not trust new ones. */
function prepare(layout: HostLayout): void {
  mkdirSync(layout.repositories, { recursive: true, mode: 0o700 });
  const secret = { mode: 0o600 };
  if (!existsSync(layout.tokenKey)) writeFileSync(layout.tokenKey, randomBytes(32), secret);
  if (existsSync(layout.certificate)) return;
  const { authority, certificate, key } = certifyHosts([HOST, API_HOST]);
  writeFileSync(layout.authority, authority);
  writeFileSync(layout.key, key, secret);
  writeFileSync(layout.certificate, certificate);
}
