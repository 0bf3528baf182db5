import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStart } from './process-start';

const pollMilliseconds = 250;
/** A lock without an owner this long after it was made is one whose maker died while making it. */
const unwrittenMilliseconds = 5000;

/** Who holds a lock. The start time tells a process from a later one with the same number. */
export interface LockOwner {
  readonly pid: number;
  readonly started: string | undefined;
  readonly host: string;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once if another process holds the lock; its owner, where the lock names one. */
  readonly onWait?: (owner: LockOwner | undefined) => void;
}

/**
 * Runs `action` while this process alone holds `file`. A lock whose process has gone is broken.
 *
 * The lock only saves work: if two processes break the same stale lock at once, both may run `action`,
 * so what it does must be safe beside itself (builds go to a directory of their own and are renamed).
 */
export async function withLock<T>(file: string, options: LockOptions, action: () => Promise<T>): Promise<T> {
  await acquire(file, options);
  try {
    return await action();
  } finally {
    await fs.rm(file, { force: true });
  }
}

async function acquire(file: string, options: LockOptions): Promise<void> {
  const self: LockOwner = { pid: process.pid, started: await processStart(process.pid), host: os.hostname() };
  await fs.mkdir(path.dirname(file), { recursive: true });
  for (let told = false; !(await create(file, self)); ) {
    const owner = await readOwner(file);
    if (await isStale(file, owner)) {
      await fs.rm(file, { force: true });
      continue;
    }
    if (!told) options.onWait?.(owner);
    told = true;
    await sleep(pollMilliseconds, undefined, options.signal ? { signal: options.signal } : {});
  }
}

/** Makes the lock; false where it is there already. */
async function create(file: string, owner: LockOwner): Promise<boolean> {
  try {
    await fs.writeFile(file, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readOwner(file: string): Promise<LockOwner | undefined> {
  try {
    const { pid, started, host }: Partial<LockOwner> = JSON.parse(await fs.readFile(file, 'utf8'));
    return typeof pid === 'number' && typeof host === 'string' ? { pid, started, host } : undefined;
  } catch {
    return undefined;
  }
}

/** A process on another machine that shares the directory cannot be looked at, and counts as alive. */
async function isStale(file: string, owner: LockOwner | undefined): Promise<boolean> {
  if (!owner) return (await ageOf(file)) > unwrittenMilliseconds;
  if (owner.host !== os.hostname()) return false;
  return (await processStart(owner.pid)) !== owner.started;
}

async function ageOf(file: string): Promise<number> {
  const stats = await fs.stat(file).catch(() => undefined);
  return stats ? Date.now() - stats.mtimeMs : 0;
}
