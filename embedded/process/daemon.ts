import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, isAlive, type ProcessIdentity } from './identity';

/** What to run in the background. The environment may hold secrets; the arguments never do. */
export interface DaemonSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Addresses that it serves, by purpose, so that others and the user can find it. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Stands for the content of files that it reads only when it starts. */
  readonly filesDigest?: string;
}

/** What is remembered of a started process. Holds no environment, since that may hold secrets. */
export interface DaemonRecord extends ProcessIdentity {
  readonly name: string;
  readonly log: string;
  readonly endpoints: Readonly<Record<string, string>>;
  /** Digest of command, arguments, environment and files: a different one asks for a restart. */
  readonly digest: string;
}

const GRACE_MS = 5_000;
const POLL_MS = 25;

/** Starts `spec` detached from this process, its output in `<directory>/<name>.log`. */
function startDaemon(directory: string, spec: DaemonSpec): DaemonRecord {
  mkdirSync(directory, { recursive: true });
  const log = join(directory, `${spec.name}.log`);
  const output = openSync(log, 'a', 0o600);
  try {
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd ?? directory,
      env: { ...spec.env },
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.on('error', () => undefined); // an exit without a pid is reported just below
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (!identity)
      throw new Error(`${spec.name} did not start: ${spec.command} could not be run; see ${log}`);
    const digest = daemonDigest(spec);
    const record: DaemonRecord = { ...identity, name: spec.name, log, endpoints: spec.endpoints, digest };
    writeFileSync(recordFile(directory, spec.name), `${JSON.stringify(record, null, 2)}\n`);
    return record;
  } finally {
    closeSync(output);
  }
}

/** Equal for two specifications that would start the same process. */
function daemonDigest({ command, args, env, filesDigest }: DaemonSpec): string {
  const sorted = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([command, args, sorted, filesDigest]))
    .digest('hex');
}

/** Keeps the running process where it is just what `spec` asks for; starts or restarts it otherwise. */
export async function ensureDaemon(directory: string, spec: DaemonSpec): Promise<DaemonRecord> {
  const previous = readDaemon(directory, spec.name);
  if (previous && isAlive(previous) && previous.digest === daemonDigest(spec)) return previous;
  if (previous) await stopDaemon(previous);
  return startDaemon(directory, spec);
}

function recordFile(directory: string, name: string): string {
  return join(directory, `${name}.json`);
}

/** Every process that was started in `directory` and not stopped since, whether or not it still runs. */
export function listDaemons(directory: string): DaemonRecord[] {
  return recordNames(directory).flatMap((name) => readDaemon(directory, name) ?? []);
}

function recordNames(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .map((file) => basename(file, '.json'))
      .sort();
  } catch {
    return [];
  }
}

/** The record of one process; undefined where it was never started or its record cannot be read. */
export function readDaemon(directory: string, name: string): DaemonRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(directory, name), 'utf8')) as DaemonRecord;
  } catch {
    return undefined;
  }
}

/** Asks the process to end, waits, insists; then forgets it. Safe where it is gone already. */
export async function stopDaemon(record: DaemonRecord): Promise<void> {
  await stopProcess(record);
  rmSync(recordFile(dirname(record.log), record.name), { force: true });
}

/** Ends the process group of `identity`: SIGTERM first, SIGKILL once `graceMs` have passed. */
export async function stopProcess(identity: ProcessIdentity, graceMs = GRACE_MS): Promise<void> {
  if (!isAlive(identity)) return;
  if (graceMs > 0) signalGroup(identity.pid, 'SIGTERM');
  await untilGone(identity, graceMs);
  if (isAlive(identity)) signalGroup(identity.pid, 'SIGKILL');
  await untilGone(identity, GRACE_MS);
}

async function untilGone(identity: ProcessIdentity, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(identity) && Date.now() < deadline) await delay(POLL_MS);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // not a group leader, or gone meanwhile: the next target, then the caller's check, decide
    }
  }
}

/** The last lines of a process's log, for a message that explains why it ended. */
export function logTail(record: DaemonRecord, lines = 5): string {
  try {
    return readFileSync(record.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}
