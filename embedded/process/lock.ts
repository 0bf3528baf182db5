import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError } from '../../gitops/problem';
import { identify, isAlive, type ProcessIdentity } from './identity';

/**
 * Holds `file` as a lock for this process while `work` runs. A lock whose holder is gone is taken over.
 * Throws a ProblemError naming the holder where another live process has it.
 */
export async function withLock<T>(file: string, purpose: string, work: () => Promise<T>): Promise<T> {
  acquire(file, purpose);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

interface Holder extends ProcessIdentity {
  readonly purpose: string;
}

function acquire(file: string, purpose: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const mine = identify(process.pid);
  if (!mine) throw new Error('this process has no entry under /proc: a Linux machine is needed');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...mine, purpose }));
  try {
    if (claim(draft, file)) return;
    const holder = readHolder(file);
    if (holder && isAlive(holder)) throw heldBy(file, holder);
    rmSync(file, { force: true });
    if (!claim(draft, file)) throw heldBy(file, readHolder(file));
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Linking fails where the name exists, and shows a complete file where it succeeds. */
function claim(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function heldBy(file: string, holder: Holder | undefined): ProblemError {
  return new ProblemError([
    {
      rule: 'environment-locked',
      found: `another argo-bootstrap (process ${holder?.pid ?? 'unknown'}, ${holder?.purpose ?? 'unknown purpose'}) is at work on this environment`,
      expected: 'one command at a time an environment',
      fix: `wait for it, or stop that process; the lock is ${file}`,
    },
  ]);
}
