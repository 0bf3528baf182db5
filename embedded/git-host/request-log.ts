import { appendFileSync, readFileSync } from 'node:fs';
import type { HostLayout } from './layout';

/** One request as the host answered it. Holds no token, no key and no header. */
export interface LoggedRequest {
  /** ISO 8601. */
  readonly at: string;
  readonly what: 'list-references' | 'fetch' | 'installation-token' | 'tunnel' | 'unknown';
  /** `<owner>/<name>`; for a tunnel the address that was asked for. */
  readonly target: string;
  /** Name of the credential; undefined where none that is valid was shown. */
  readonly by?: string;
  /** Whether a credential was shown, and is not valid (any more). */
  readonly refused?: true;
  /** HTTP's status. */
  readonly status: number;
}

/** Remembers a request. */
export function logRequest({ requests }: HostLayout, entry: Omit<LoggedRequest, 'at'>): void {
  appendFileSync(requests, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`, {
    mode: 0o600,
  });
}

/** Every request so far, oldest first. */
export function readRequests({ requests }: HostLayout): LoggedRequest[] {
  try {
    const lines = readFileSync(requests, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as LoggedRequest);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
