import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { type DaemonRecord, ensureDaemon, readDaemon } from '../process/daemon';
import { freePorts } from '../process/ports';
import { readCredentials } from './credentials';
import type { HostLayout } from './layout';
import { writeAuthorizedKeys } from './ssh-keys';

/** How the SSH side of the host is reached: there is no proxy to it, and so it plays under no other name. */
export interface SshAddress {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** The line by which a known_hosts file trusts it. */
  readonly knownHost: string;
}

/** The host's SSH side, while it runs. */
export interface RunningSsh extends SshAddress {
  readonly record: DaemonRecord;
  /** OpenSSH's client of this machine. */
  readonly client: string;
}

const NAME = 'git-host-ssh';
/** Where OpenSSH's server stands besides the folders of PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/**
 * Starts OpenSSH's server for the deploy keys of the host, where this machine has one; undefined where it has none. It
 * lets in accounts of this machine alone: an address carries the name of the account that runs it in place of `git`.
 */
export async function startSsh(layout: HostLayout, runDirectory: string): Promise<RunningSsh | undefined> {
  const command = findProgram('sshd');
  const client = findProgram('ssh');
  if (!command || !client) return undefined;
  const known = readDaemon(runDirectory, NAME)?.endpoints['ssh'];
  const host = known ?? `127.0.0.1:${(await freePorts(1))[0]}`;
  await prepare(layout, host);
  const record = await ensureDaemon(runDirectory, {
    name: NAME,
    command,
    args: ['-D', '-e', '-f', join(layout.ssh, 'sshd_config')],
    env: { PATH: process.env['PATH'] ?? '' },
    endpoints: { ssh: host },
  });
  return { record, client, host, knownHost: knownHost(layout, host) };
}

/** Where the SSH side of the host answers that runs from `runDirectory`; undefined where it has none. */
export function sshAddress(layout: HostLayout, runDirectory: string): SshAddress | undefined {
  const host = readDaemon(runDirectory, NAME)?.endpoints['ssh'];
  return host === undefined ? undefined : { host, knownHost: knownHost(layout, host) };
}

/** A port that is not the usual one belongs to the name. */
function knownHost({ ssh }: HostLayout, host: string): string {
  const publicKey = readFileSync(join(ssh, 'host_key.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  return `[${host.replace(':', ']:')} ${publicKey}\n`;
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function prepare(layout: HostLayout, host: string): Promise<void> {
  mkdirSync(layout.ssh, { recursive: true, mode: 0o700 });
  // Debian's server wants this folder where root runs it; it is there as soon as the system's own one was started.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const hostKey = join(layout.ssh, 'host_key');
  if (!existsSync(hostKey))
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', hostKey]);
  writeAuthorizedKeys(layout, readCredentials(layout));
  const settings = [
    `ListenAddress ${host}`,
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${layout.authorizedKeys}`,
    // The folders above belong to others on purpose: they lie below the machine's temporary one in tests.
    'StrictModes no',
    'PidFile none',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin forced-commands-only',
    'DisableForwarding yes',
    'LogLevel ERROR',
  ];
  writeFileSync(join(layout.ssh, 'sshd_config'), `${settings.join('\n')}\n`);
}
