import { setTimeout as sleep } from 'node:timers/promises';

/** What one look at something found. */
export type Look<T> =
  | { readonly done: T }
  /** Not yet, and why. */
  | { readonly waiting: string }
  /** Never: waiting longer is pointless. */
  | { readonly failed: string };

/** Waiting ended without success: time is up, the run was cancelled, or it can't succeed any more. */
export class WaitError extends Error {
  override readonly name = 'WaitError';
}

/** How to wait. */
export interface Patience {
  /** Seconds until giving up. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Called with each new reason for waiting, once waiting takes its time; with an empty one at the end. */
  readonly progress: (reason: string) => void;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1500;
const QUIET_MS = 2000;

/** Looks again and again, less and less often, until done. Throws {@link WaitError} with the last reason. */
export async function poll<T>(look: () => Promise<Look<T>>, patience: Patience): Promise<T> {
  const start = Date.now();
  const deadline = start + patience.timeout * 1000;
  let told = '';
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 1.5, LONGEST_DELAY_MS)) {
    const seen = await look();
    if ('done' in seen) {
      if (told !== '') patience.progress('');
      return seen.done;
    }
    if ('failed' in seen) throw new WaitError(seen.failed);
    if (seen.waiting !== told && Date.now() - start > QUIET_MS) {
      told = seen.waiting;
      patience.progress(told);
    }
    const left = deadline - Date.now();
    if (left <= 0) throw new WaitError(`${seen.waiting} (gave up after ${patience.timeout} s)`);
    await pause(Math.min(delay, left), seen.waiting, patience.signal);
  }
}

async function pause(delay: number, reason: string, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delay, undefined, { signal });
  } catch {
    throw new WaitError(`${reason} (cancelled)`);
  }
}
