import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { groupOf, type Manifest } from '../../gitops/manifest';

/** An object as a comparison shows it: without what says nothing about it, Secrets without their values. */
export interface ComparedObject {
  /** What tells it apart from all others, its version left out. */
  readonly key: string;
  readonly manifest: Manifest;
  readonly text: string;
}

/** Prepares an object for comparison. */
export function comparedObject(manifest: Manifest, namespace: string): ComparedObject {
  const cleaned = withoutNoise(masked(manifest));
  return {
    key: [groupOf(manifest), manifest.kind, namespace, manifest.metadata.name].join('/'),
    manifest: cleaned,
    text: stringify(cleaned, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false }),
  };
}

/** Labels that change with every chart version and say nothing about what runs. */
const NOISE_LABELS = ['helm.sh/chart'];

function withoutNoise(manifest: Manifest): Manifest {
  const { labels = {}, ...metadata } = manifest.metadata;
  const kept = Object.entries(labels).filter(([key]) => !NOISE_LABELS.includes(key));
  const { status: _status, ...rest } = manifest;
  return {
    ...rest,
    metadata: { ...metadata, ...(kept.length > 0 && { labels: Object.fromEntries(kept) }) },
  } as Manifest;
}

/** A Secret's values by a digest of each: a change shows, the value does not. */
function masked(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Secret' || groupOf(manifest) !== '') return manifest;
  const hide = (values: unknown) =>
    Object.fromEntries(
      Object.entries((values ?? {}) as Record<string, unknown>).map(([key, value]) => [
        key,
        maskOf(key, value),
      ]),
    );
  return {
    ...manifest,
    ...(manifest['data'] !== undefined && { data: hide(manifest['data']) }),
    ...(manifest['stringData'] !== undefined && { stringData: hide(manifest['stringData']) }),
  };
}

/** Salted by the run, so that the mark of a guessable value cannot be looked up. */
const SALT = createHash('sha256').update(`${process.pid} ${process.hrtime.bigint()}`).digest();

function maskOf(key: string, value: unknown): string {
  const mark = createHash('sha256')
    .update(SALT)
    .update(`${key}\0${String(value)}`)
    .digest('hex');
  return `(hidden, ${mark.slice(0, 6)})`;
}
