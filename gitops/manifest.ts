import { parseAllDocuments } from 'yaml';

/** A Kubernetes object as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Where an Application deploys to: a server or the name of a cluster, and a namespace. */
export interface Destination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** One source of an Application, as far as this project reads it. */
export interface ApplicationSource {
  readonly repoURL: string;
  readonly targetRevision?: string;
  readonly path?: string;
  readonly chart?: string;
  readonly ref?: string;
  readonly helm?: {
    readonly valueFiles?: readonly string[];
    readonly fileParameters?: readonly { readonly name: string; readonly path: string }[];
  };
  readonly kustomize?: Readonly<Record<string, unknown>>;
  readonly directory?: Readonly<Record<string, unknown>>;
  readonly plugin?: {
    readonly name?: string;
    readonly env?: readonly { readonly name: string; readonly value: string }[];
  };
}

/** An Argo CD Application. */
export interface Application extends Manifest {
  readonly kind: 'Application';
  readonly spec: {
    readonly project: string;
    readonly source?: ApplicationSource;
    readonly sources?: readonly ApplicationSource[];
    readonly destination: Destination;
    readonly syncPolicy?: { readonly syncOptions?: readonly string[] };
  };
}

const ARGOCD_GROUP = 'argoproj.io/';

/** Whether a value has the form of a Kubernetes object. */
export function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Record<string, unknown>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  return (
    typeof metadata === 'object' &&
    metadata !== null &&
    typeof (metadata as { name?: unknown }).name === 'string'
  );
}

/** Whether an object is an Argo CD Application whose spec can be read: a project, a destination, sources. */
export function isApplication(manifest: Manifest): manifest is Application {
  if (!claimsApplication(manifest) || !isObject(manifest['spec'])) return false;
  const { project, destination, source, sources } = manifest['spec'];
  const all: unknown[] = Array.isArray(sources)
    ? [...sources, ...(source === undefined ? [] : [source])]
    : [source];
  return typeof project === 'string' && isObject(destination) && all.length > 0 && all.every(isSource);
}

/** Whether an object says that it is an Argo CD Application, whatever its spec is. */
export function claimsApplication(manifest: Manifest): boolean {
  return isOfArgocd(manifest, 'Application');
}

function isSource(value: unknown): boolean {
  if (!isObject(value) || typeof value['repoURL'] !== 'string') return false;
  return ['path', 'chart', 'ref', 'targetRevision'].every(
    (key) => value[key] === undefined || typeof value[key] === 'string',
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an object is an Argo CD ApplicationSet. */
export function isApplicationSet(manifest: Manifest): boolean {
  return isOfArgocd(manifest, 'ApplicationSet');
}

function isOfArgocd(manifest: Manifest, kind: string): boolean {
  return manifest.kind === kind && manifest.apiVersion.startsWith(ARGOCD_GROUP);
}

/** The sources that Argo CD renders: `sources` where there are any, else `source`. */
export function sourcesOf({ spec }: Application): readonly ApplicationSource[] {
  if (spec.sources && spec.sources.length > 0) return spec.sources;
  return spec.source ? [spec.source] : [];
}

/** The API group of an object; empty for the core group. */
export function groupOf({ apiVersion }: Manifest): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** `apps/Deployment hello/web`, as messages name an object. */
export function describeManifest(manifest: Manifest): string {
  const { namespace, name } = manifest.metadata;
  return `${manifest.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The objects of a rendered manifest, document by document; what is no object is left out. */
export function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value: unknown = document.toJS();
    return isManifest(value) ? [value] : [];
  });
}
