import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type DaemonRecord, logTail } from './daemon';
import { isAlive } from './identity';

/** Polls `probe` until it answers true. Throws `describe()` once `timeoutMs` have passed. */
export async function waitUntil(
  probe: () => boolean | Promise<boolean>,
  options: { timeoutMs: number; describe: () => string; intervalMs?: number; signal?: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  while (!(await probe())) {
    options.signal?.throwIfAborted();
    if (Date.now() > deadline) throw new Error(options.describe());
    await delay(options.intervalMs ?? 50);
  }
}

/** Waits until `record` accepts connections at `endpoint` (host:port or a socket's path), or says why not. */
export async function waitForEndpoint(
  record: DaemonRecord,
  endpoint: string,
  timeoutMs = 30_000,
): Promise<void> {
  await waitUntil(
    async () => {
      if (!isAlive(record))
        throw new Error(`${record.name} ended by itself; its log says:\n${logTail(record)}`);
      return accepts(endpoint);
    },
    {
      timeoutMs,
      describe: () =>
        `${record.name} did not answer at ${endpoint} in time; its log says:\n${logTail(record)}`,
    },
  );
}

function accepts(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = endpoint.startsWith('/') ? connect(endpoint) : connect(splitAddress(endpoint));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function splitAddress(endpoint: string): { host: string; port: number } {
  const colon = endpoint.lastIndexOf(':');
  return { host: endpoint.slice(0, colon), port: Number(endpoint.slice(colon + 1)) };
}
