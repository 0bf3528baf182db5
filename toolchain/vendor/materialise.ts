import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type Problem, ProblemError, throwIfAny } from '../../gitops/problem';
import { projectRoot } from '../paths';
import { filledIn } from './fill';
import { lockFile, readLock, type VendorEntry, type VendorLock } from './lock';
import {
  destinationOf,
  notFetchedYet,
  notInPlace,
  notTheLocked,
  unavailable,
  type VendorItem,
} from './problems';
import { openSource, type VendorSource } from './source';

export interface MaterialiseOptions {
  /** Write nothing and fetch nothing; throw if a file is missing or is not the locked one. */
  readonly check?: boolean;
  /** Take the files of the locked versions whatever their hashes, and write those hashes to the lock. */
  readonly update?: boolean;
  /** Ask no module proxy: what is missing comes from Go's module cache. */
  readonly cachedOnly?: boolean;
  readonly signal?: AbortSignal;
  /** Checkout to work in; this one by default. */
  readonly root?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What became of one locked file. */
export interface VendoredFile {
  readonly name: string;
  readonly version: string;
  /** Path within the checkout. */
  readonly file: string;
  /** `present`: nothing had to be done. */
  readonly state: 'present' | 'written';
}

/**
 * Puts every third-party file of `toolchain/vendor.lock.yaml` in its place. When all are there
 * already, nothing is fetched and nothing written.
 *
 * @throws ProblemError with every file that cannot be had or has another hash than the lock says.
 */
export async function materialiseVendored(options: MaterialiseOptions = {}): Promise<VendoredFile[]> {
  const root = options.root ?? projectRoot;
  const lock = readLock(root);
  const results: VendoredFile[] = [];
  const problems: Problem[] = [];
  for (const [index, entry] of lock.entries.entries()) {
    try {
      results.push(...(await materialiseEntry(itemsOf(lock, entry, index, root), lock, options)));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
    }
  }
  throwIfAny(problems);
  if (options.update) await fs.writeFile(path.join(root, lockFile), lock.document.toString({ lineWidth: 0 }));
  return results;
}

function itemsOf(lock: VendorLock, entry: VendorEntry, index: number, root: string): VendorItem[] {
  return entry.files.map((file, position) => {
    const keys = [index, 'files', position, 'sha256'];
    const target = path.join(root, entry.destination, file.as);
    return { entry, file, keys, line: lock.lineOf(keys), target };
  });
}

async function materialiseEntry(
  items: VendorItem[],
  lock: VendorLock,
  options: MaterialiseOptions,
): Promise<VendoredFile[]> {
  const hashes = await Promise.all(items.map(async (item) => hashOf(await contentOf(item.target))));
  const wrong = options.update ? items : items.filter((item, at) => hashes[at] !== item.file.sha256);
  if (options.check) throwIfAny(wrong.map((item) => notInPlace(item, hashes[items.indexOf(item)])));
  const [first] = wrong;
  if (first) await copyFrom(await sourceFor(first, options), wrong, options.update ? lock : undefined);
  return items.map((item) => ({
    name: item.entry.name,
    version: item.entry.version,
    file: destinationOf(item),
    state: wrong.includes(item) ? 'written' : 'present',
  }));
}

async function sourceFor(item: VendorItem, options: MaterialiseOptions): Promise<VendorSource> {
  const { root: cwd = projectRoot, env = process.env, cachedOnly, signal } = options;
  const asked = cachedOnly ? { ...env, GOPROXY: 'off' } : env;
  const source = await openSource(item.entry, { env: asked, cwd, signal });
  if ('locate' in source) return source;
  if (cachedOnly && !source.missing) throw new ProblemError([notFetchedYet(item)]);
  throw new ProblemError([unavailable(item, source.message, source.missing)]);
}

/** Verifies all files before it writes the first. With a `lock` to update, their hashes go there instead. */
async function copyFrom(
  source: VendorSource,
  items: VendorItem[],
  lock: VendorLock | undefined,
): Promise<void> {
  const contents = await Promise.all(items.map((item) => contentFrom(source, item)));
  const wrong = items.flatMap((item, at) => {
    const hash = hashOf(contents[at]);
    return hash && (lock || hash === item.file.sha256) ? [] : [notTheLocked(item, source.label, hash)];
  });
  throwIfAny(wrong);
  for (const [at, item] of items.entries()) {
    await place(contents[at] ?? '', item.target);
    lock?.document.setIn(item.keys, hashOf(contents[at]));
  }
}

/** What is to lie in the place of `item`; undefined where the source has no such file. */
async function contentFrom(source: VendorSource, { file, entry }: VendorItem): Promise<Buffer | undefined> {
  const content = await contentOf(source.locate(file));
  return content && filledIn(content, file, entry);
}

/** Writes through a temporary name, so that an interrupted copy is never taken for the file. */
async function place(content: Buffer | string, to: string): Promise<void> {
  await fs.mkdir(path.dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}.tmp`;
  try {
    await fs.writeFile(temporary, content);
    await fs.rename(temporary, to);
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

/** Content of a file; undefined where there is none. */
async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    return await fs.readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function hashOf(content: Buffer | undefined): string | undefined {
  return content && createHash('sha256').update(content).digest('hex');
}
