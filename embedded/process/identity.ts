import { readFileSync } from 'node:fs';

/** A process that cannot be confused with a later one that got the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time in clock ticks since boot, from /proc/<pid>/stat. */
  readonly startedAt: string;
}

const START_TIME_FIELD = 22;
const STATE_FIELD = 3;

/** Fields of /proc/<pid>/stat counted from 1; the second, the name, may hold blanks and brackets. */
function statField(pid: number, field: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      [field - 3]?.trim();
  } catch {
    return undefined;
  }
}

/** The identity of the running process `pid`, or undefined where there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = statField(pid, START_TIME_FIELD);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether that very process still runs. A zombie does not count. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (identify(identity.pid)?.startedAt !== identity.startedAt) return false;
  return statField(identity.pid, STATE_FIELD) !== 'Z';
}
