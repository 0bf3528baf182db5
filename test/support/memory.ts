import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from '../../embedded/process/identity';

const MEMORY = '/dev/shm';
const PREFIX = 'argo-bootstrap-tests-';
const GIB = 2 ** 30;
/** Three environments at once hold two of it. */
const ROOM_NEEDED = 8 * GIB;
/** And three of these have to stay for what runs in them. */
const MEMORY_NEEDED = 12 * GIB;

/**
 * Moves temporary files to memory where there is plenty: tests make and remove environments of thousands of files, and
 * on a disk the kernel spends a fifth of the whole run's processor time on those. They go when this process exits; the
 * next run removes those of one that was killed. A TMPDIR that is set stays.
 */
export function useMemory(): void {
  if (process.env['TMPDIR'] || !isRoomy()) return;
  removeLeftovers();
  const directory = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
  process.env['TMPDIR'] = directory;
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
}

function isRoomy(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    const enough = bavail * bsize >= ROOM_NEEDED && process.availableMemory() >= MEMORY_NEEDED;
    return enough && mayRunPrograms();
  } catch {
    return false;
  }
}

/** Tests write programs of their own, which some systems refuse to run from there. */
function mayRunPrograms(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const options = mounts.map((line) => line.split(' ')).find(([, place]) => place === MEMORY)?.[3];
  return options !== undefined && !options.split(',').includes('noexec');
}

/** What a run left that was killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : undefined;
    if (pid !== undefined && !identify(pid)) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
}
