import type { Problem } from '../../gitops/problem';
import { lockFile, type VendorEntry, type VendorFile } from './lock';

/** One locked file, with its place in the lock and in the checkout. */
export interface VendorItem {
  readonly entry: VendorEntry;
  readonly file: VendorFile;
  /** Where the file's hash stands in the lock, as keys of the document. */
  readonly keys: readonly (string | number)[];
  /** Line of that hash. */
  readonly line: number;
  /** Absolute path of the copy. */
  readonly target: string;
}

/** Path of the copy within the checkout. */
export function destinationOf({ entry, file }: VendorItem): string {
  return `${entry.destination}/${file.as}`;
}

/** `vendor --check` met a copy that is not there (no hash) or not the locked one. */
export function notInPlace(item: VendorItem, hash: string | undefined): Problem {
  return {
    rule: 'vendored-file-not-in-place',
    where: { file: lockFile, line: item.line },
    found: `${destinationOf(item)} ${hash ? `has sha256 ${hash}` : 'is missing'}`,
    expected: `sha256 ${item.file.sha256}`,
    fix: 'run `argo-bootstrap vendor`',
  };
}

/** The source has another file than the lock says, or none at all (no hash). */
export function notTheLocked(item: VendorItem, label: string, hash: string | undefined): Problem {
  const { entry, file } = item;
  return {
    rule: hash ? 'vendored-file-changed' : 'vendored-file-absent',
    where: { file: lockFile, line: item.line },
    found: `${destinationOf(item)}: ${label} ${hash ? `has sha256 ${hash}` : 'does not have the file'}`,
    expected: hash ? `sha256 ${file.sha256}` : `${file.path} of ${entry.name} ${entry.version}`,
    fix: hash
      ? 'use the copy of the locked version; if `version` was changed on purpose, run `argo-bootstrap vendor --update` and review the diff'
      : 'correct `path` in the lock, or complete the directory',
  };
}

const OTHERWISE =
  ', or put the files into a directory and set ARGO_BOOTSTRAP_VENDOR_DIR, as the head of the lock describes';

/** Nothing was to be fetched, and Go's module cache does not have the source, as in a fresh clone. */
export function notFetchedYet(item: VendorItem): Problem {
  const { name, version, source, destination } = item.entry;
  return {
    rule: 'vendor-source-unavailable',
    where: { file: lockFile, line: item.line },
    found: `${name} ${version} (${source}) is neither in its place nor among the modules that Go has`,
    expected: `the files of ${name} ${version} for ${destination}`,
    fix: `run \`bin/argo-bootstrap vendor\` once, which fetches them${OTHERWISE}`,
  };
}

/** The whole source cannot be had; `missing` when that is for want of Go. */
export function unavailable(item: VendorItem, message: string, missing: boolean): Problem {
  const { entry } = item;
  return {
    rule: 'vendor-source-unavailable',
    where: { file: lockFile, line: item.line },
    found: `cannot fetch ${entry.name} ${entry.version} (${entry.source}): ${message}`,
    expected: `the files of ${entry.name} ${entry.version} for ${entry.destination}`,
    fix:
      (missing ? 'install Go (or run `mise install`)' : 'check that the Go module proxy can be reached') +
      OTHERWISE,
  };
}
