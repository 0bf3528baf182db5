import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { groupOf, type Manifest } from '../../gitops/manifest';
import { masked } from '../../gitops/masked';

/** An object as a comparison shows it: without what says nothing about it, and without credentials. */
export interface ComparedObject {
  /** What tells it apart from all others, its version left out. */
  readonly key: string;
  /** `Deployment hello/web`, with the namespace that it ends up in. */
  readonly name: string;
  readonly manifest: Manifest;
  readonly text: string;
}

/** What the API server tells objects apart by; the version does not count. */
export function objectKey(
  { apiVersion, kind, name }: { apiVersion: string; kind: string; name: string },
  namespace: string,
): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [group, kind, namespace, name].join('/');
}

/** Prepares an object for comparison. */
export function comparedObject(manifest: Manifest, namespace: string): ComparedObject {
  const cleaned = withoutNoise(withoutValues(manifest));
  const { apiVersion, kind, metadata } = manifest;
  return {
    key: objectKey({ apiVersion, kind, name: metadata.name }, namespace),
    name: `${kind} ${namespace === '' ? '' : `${namespace}/`}${metadata.name}`,
    manifest: cleaned,
    text: masked(
      stringify(cleaned, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false }),
      (secret) => maskOf('', secret),
    ),
  };
}

/** What changes with every chart version, and says nothing about what runs. */
const NOISE_LABELS = new Set(['helm.sh/chart']);

/** The marks that kubectl and Argo CD leave on running objects; the first one repeats Secrets in clear. */
const NOISE_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'argocd.argoproj.io/tracking-id',
]);

/** What the API server writes by itself. */
const NOISE_METADATA = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

function withoutNoise(manifest: Manifest): Manifest {
  const { labels, annotations, ...metadata } = manifest.metadata;
  const { status: _status, ...rest } = manifest;
  return {
    ...rest,
    metadata: {
      ...without(metadata, NOISE_METADATA),
      ...nonEmpty('labels', without(labels, NOISE_LABELS)),
      ...nonEmpty('annotations', without(annotations, NOISE_ANNOTATIONS)),
    },
  } as Manifest;
}

function without(values: object | undefined, left: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([key]) => !left.has(key)));
}

function nonEmpty(key: string, values: Record<string, unknown>): Record<string, unknown> {
  return Object.keys(values).length > 0 ? { [key]: values } : {};
}

/** A Secret's values by a digest of each: a change shows, the value does not. */
function withoutValues(manifest: Manifest): Manifest {
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
