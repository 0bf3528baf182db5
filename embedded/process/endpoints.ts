import type { DaemonRecord } from './daemon';
import { isAlive } from './identity';
import { isFree } from './ports';

/**
 * The addresses that a process had and can have again, so that what others know stays true: all of them where it
 * runs or nobody has taken one since, none otherwise.
 */
export async function keptEndpoints(
  record: DaemonRecord | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (!record) return {};
  if (isAlive(record)) return record.endpoints;
  const ports = Object.values(record.endpoints).map(portOf).filter(Number.isInteger);
  const free = await Promise.all(ports.map(isFree));
  return free.every(Boolean) ? record.endpoints : {};
}

/** The port of `host:port`; NaN for the path of a socket. */
export function portOf(address: string): number {
  return Number(/^[^/]+:(\d+)$/.exec(address)?.[1]);
}
