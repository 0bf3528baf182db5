import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Results kept by the digest of everything that they were made from. */
export interface ResultCache {
  /** The value that was kept under a key; undefined where there is none, or it cannot be read. */
  read(key: string): unknown;
  /** Keeps a value; a cache that cannot be written only costs time. */
  write(key: string, value: unknown): void;
}

/** Opens the cache below a directory. */
export function openCache(directory: string): ResultCache {
  const place = (key: string) => join(directory, key.slice(0, 2), `${key}.json`);
  return {
    read: (key) => {
      try {
        return JSON.parse(readFileSync(place(key), 'utf8'));
      } catch {
        return undefined;
      }
    },
    write: (key, value) => {
      const file = place(key);
      const temporary = `${file}.${process.pid}`;
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(temporary, JSON.stringify(value), { mode: 0o600 });
        renameSync(temporary, file);
      } catch {
        // Rendering again is slower and gives the same.
      }
    },
  };
}

/** A cache that keeps nothing. */
export const NO_CACHE: ResultCache = { read: () => undefined, write: () => undefined };

/** The key of a value: SHA-256 of its JSON. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
