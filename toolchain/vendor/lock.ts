import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Problem, throwIfAny } from '../../gitops/problem';

/** Path of the lock within a checkout. */
export const lockFile = 'toolchain/vendor.lock.yaml';

const relativePath = z
  .string()
  .refine((value) => value !== '' && !path.isAbsolute(value) && !value.split('/').includes('..'), {
    error: 'a path within the module or the checkout, without ".."',
  });

const entrySchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, { error: 'a name in kebab-case' }),
  version: z.string().regex(/^v\d+\.\d+\.\d+/, { error: 'a version such as v1.2.3' }),
  source: z.string().regex(/^go:\S+$/, { error: 'go:<module path>' }),
  destination: relativePath,
  files: z.array(
    z.strictObject({
      path: relativePath,
      as: relativePath,
      /** Of the file as it lies in its place. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: '64 hexadecimal digits' }),
      /** Texts that the module leaves open, and what takes their place; `$version` is the entry's version. */
      fill: z.record(z.string().min(1), z.string()).exactOptional(),
    }),
  ),
});

/** One third-party source: the Go module, and which of its files go where. */
export type VendorEntry = z.infer<typeof entrySchema>;

/** One file of an entry. */
export type VendorFile = VendorEntry['files'][number];

/** The lock as data, with the means to find lines in it and to write it back with its comments. */
export interface VendorLock {
  readonly entries: readonly VendorEntry[];
  readonly document: Document;
  /** Line of the node at `keys`, such as `[0, 'files', 2, 'sha256']`. */
  readonly lineOf: (keys: readonly (string | number)[]) => number;
}

/**
 * Reads `toolchain/vendor.lock.yaml` below `root`.
 *
 * @throws ProblemError with every syntax error and every key that is wrong, by line.
 */
export function readLock(root: string): VendorLock {
  const counter = new LineCounter();
  // Without a schema that guesses types, a hash of digits alone stays text.
  const document = parseDocument(fs.readFileSync(path.join(root, lockFile), 'utf8'), {
    lineCounter: counter,
    schema: 'failsafe',
  });
  throwIfAny(document.errors.map((error) => problemAt(counter.linePos(error.pos[0]).line, error.message)));
  const lineOf = (keys: readonly (string | number)[]) => lineOfNode(document, counter, keys);
  const parsed = z.array(entrySchema).safeParse(document.toJS());
  if (parsed.success) return { entries: parsed.data, document, lineOf };
  const keysOf = (issue: z.core.$ZodIssue) => issue.path.filter((key) => typeof key !== 'symbol');
  throwIfAny(
    parsed.error.issues.map((issue) =>
      problemAt(lineOf(keysOf(issue)), `${keysOf(issue).join('.')}: ${issue.message}`),
    ),
  );
  throw parsed.error;
}

function problemAt(line: number, found: string): Problem {
  return {
    rule: 'vendor-lock-invalid',
    where: { file: lockFile, line },
    found,
    expected: 'a list of {name, version, source, destination, files: [{path, as, sha256, fill?}]}',
    fix: 'correct the lock, or restore it with git',
  };
}

function lineOfNode(document: Document, counter: LineCounter, keys: readonly (string | number)[]): number {
  for (let length = keys.length; length >= 0; length--) {
    const node = document.getIn(keys.slice(0, length), true);
    const range = isNode(node) ? node.range : undefined;
    if (range) return counter.linePos(range[0]).line;
  }
  return 1;
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value);
}
