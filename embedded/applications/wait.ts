import { setTimeout as delay } from 'node:timers/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import { type ApplicationStatus, readApplications } from './read';

export interface WaitOptions {
  readonly config: KubeConfig;
  readonly namespace: string;
  /** Full SHA that every Application must have compared itself with; any where absent. */
  readonly revision?: string;
  readonly timeoutMs: number;
  /** Called with each reading. */
  readonly onReading?: (applications: readonly ApplicationStatus[]) => void;
  readonly signal?: AbortSignal;
}

/** How long an Application may show an error before it counts as failed: Argo CD retries by itself. */
const PATIENCE_MS = 20_000;
const POLL_MS = 500;

/** Whether Argo CD itself calls the Application Synced and Healthy. */
export function isWell({ sync, health }: Pick<ApplicationStatus, 'sync' | 'health'>): boolean {
  return sync === 'Synced' && health === 'Healthy';
}

/**
 * Waits until every Application is Synced and Healthy at `revision`, or until one has shown an error for too
 * long or the time is up. Returns the last reading in every case: the caller judges it with `isWell`.
 */
export async function waitForApplications(options: WaitOptions): Promise<ApplicationStatus[]> {
  const deadline = Date.now() + options.timeoutMs;
  const failingSince = new Map<string, number>();
  for (;;) {
    options.signal?.throwIfAborted();
    const applications = await readApplications(options.config, options.namespace);
    options.onReading?.(applications);
    if (settled(applications, options.revision) || Date.now() > deadline) return applications;
    if (failed(applications, failingSince)) return applications;
    await delay(POLL_MS);
  }
}

function settled(applications: readonly ApplicationStatus[], revision: string | undefined): boolean {
  const root = applications.some(({ layer }) => layer === 'root');
  const others = applications.some(({ layer }) => layer !== 'root');
  const current = applications.every((one) => revision === undefined || one.revision === revision);
  return root && others && current && applications.every(isWell);
}

function failed(applications: readonly ApplicationStatus[], since: Map<string, number>): boolean {
  const now = Date.now();
  for (const { name, failing } of applications) {
    if (!failing) since.delete(name);
    else if (!since.has(name)) since.set(name, now);
  }
  return [...since.values()].some((start) => now - start > PATIENCE_MS);
}
