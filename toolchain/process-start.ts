import * as fs from 'node:fs/promises';
import { execa } from 'execa';

/** Position of `starttime` in /proc/<pid>/stat, counted after the process's name, which may hold spaces. */
const startTimeAfterName = 19;

/** When a process started, in whatever unit the system has; undefined where none runs, or only its remains. */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return startFromPs(pid);
  const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[startTimeAfterName];
}

async function startFromPs(pid: number): Promise<string | undefined> {
  const { stdout } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false });
  return stdout?.trim() || undefined;
}
