import { readdirSync, readFileSync } from 'node:fs';

const SAMPLE_MS = 250;
const KIB_PER_MIB = 1024;

/**
 * Samples the memory of every process whose command line mentions one of `marks` until `stop` is called, which
 * returns the highest sum seen, in MiB. Shared pages count once (proportional set size).
 *
 * @param counts Which of those processes count; all unless given.
 */
export function watchMemory(
  marks: readonly string[],
  counts: (pid: string) => boolean = () => true,
): { stop: () => number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(marks, counts));
  }, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Whether a process outlives the command that started it: it leads or belongs to a session of its own. */
export function isDetached(pid: string): boolean {
  return sessionOf(pid) !== sessionOf('self');
}

/** The session of a process, the sixth field of its stat; undefined where it is gone. */
function sessionOf(pid: string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3];
  } catch {
    return undefined;
  }
}

function memoryOf(marks: readonly string[], counts: (pid: string) => boolean): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && counts(name));
  return pids.reduce((sum, pid) => sum + proportionalSize(pid, marks), 0);
}

function proportionalSize(pid: string, marks: readonly string[]): number {
  try {
    // The environment tells the processes of one embedded environment from those of another.
    const belongs = ['cmdline', 'environ']
      .map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'))
      .join(' ');
    if (!marks.some((mark) => belongs.includes(mark))) return 0;
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(match?.[1] ?? 0) / KIB_PER_MIB;
  } catch {
    return 0;
  }
}
