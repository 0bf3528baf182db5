import { isRecord, type Path, text } from './values';

/** What a rule looks at: a resource by its Pulumi type, whether it comes from a program or from a file. */
export interface Subject {
  /** The Pulumi type, such as `kubernetes:argoproj.io/v1alpha1:Application`. */
  readonly type: string;
  /** The inputs; of a Helm Release, with its values files merged into `values`. */
  readonly props: Readonly<Record<string, unknown>>;
}

/** A Kubernetes object as a file holds it. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The types that the rules know. */
export const TYPE = {
  application: 'kubernetes:argoproj.io/v1alpha1:Application',
  applicationSet: 'kubernetes:argoproj.io/v1alpha1:ApplicationSet',
  appProject: 'kubernetes:argoproj.io/v1alpha1:AppProject',
  release: 'kubernetes:helm.sh/v3:Release',
  chart: 'kubernetes:helm.sh/v3:Chart',
  remoteChart: 'kubernetes:helm.sh/v4:Chart',
  secret: 'kubernetes:core/v1:Secret',
  configMap: 'kubernetes:core/v1:ConfigMap',
  externalSecret: 'kubernetes:external-secrets.io/v1:ExternalSecret',
  clusterExternalSecret: 'kubernetes:external-secrets.io/v1:ClusterExternalSecret',
  sealedSecret: 'kubernetes:bitnami.com/v1alpha1:SealedSecret',
  provider: 'pulumi:providers:kubernetes',
  stack: 'pulumi:pulumi:Stack',
} as const;

/** Workloads, and where each keeps the description of its pods. */
export const POD_PATHS: Readonly<Record<string, Path>> = {
  'kubernetes:apps/v1:Deployment': ['spec', 'template', 'spec'],
  'kubernetes:apps/v1:StatefulSet': ['spec', 'template', 'spec'],
  'kubernetes:apps/v1:DaemonSet': ['spec', 'template', 'spec'],
  'kubernetes:apps/v1:ReplicaSet': ['spec', 'template', 'spec'],
  'kubernetes:batch/v1:Job': ['spec', 'template', 'spec'],
  'kubernetes:batch/v1:CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'kubernetes:core/v1:ReplicationController': ['spec', 'template', 'spec'],
  'kubernetes:core/v1:PodTemplate': ['template', 'spec'],
  'kubernetes:argoproj.io/v1alpha1:Rollout': ['spec', 'template', 'spec'],
  'kubernetes:core/v1:Pod': ['spec'],
};

/** The subject that a Kubernetes object of a file is; undefined where it has no apiVersion or kind. */
export function subjectOfManifest(manifest: Manifest): Subject | undefined {
  const type = typeOfManifest(manifest);
  return type === undefined ? undefined : { type, props: manifest };
}

function typeOfManifest({ apiVersion, kind }: Manifest): string | undefined {
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  return canonicalType(`kubernetes:${apiVersion}:${kind}`);
}

/**
 * Every type that a resource may be taken for: the one that it is registered by, and the one that its body names,
 * which is what the API server is sent. Whoever hides one object behind the other's type is judged by both.
 */
export function typesOf(type: string, body: Manifest): string[] {
  const named = type.startsWith('kubernetes:') ? typeOfManifest(body) : undefined;
  return [...new Set([canonicalType(type), named ?? canonicalType(type)])];
}

/** Groups of the types above, each with the version that stands for all of its versions. */
const VERSIONS: Readonly<Record<string, string>> = {
  apps: 'v1',
  batch: 'v1',
  'argoproj.io': 'v1alpha1',
  'external-secrets.io': 'v1',
  'bitnami.com': 'v1alpha1',
};

/** One type for every spelling: `kubernetes:v1:Secret` is `kubernetes:core/v1:Secret`, and a patch is what it patches. */
function canonicalType(type: string): string {
  const [, spelt = '', kind = ''] = /^kubernetes:([^:]*):(.+?)(?:Patch)?$/.exec(type) ?? [];
  if (kind === '') return type;
  const [group = '', version = ''] = spelt.includes('/') ? spelt.split('/', 2) : ['core', spelt];
  return `kubernetes:${group}/${VERSIONS[group] ?? version}:${kind}`;
}

/** `metadata.name`, or undefined where there is none. */
export function nameOf({ props }: Subject): string | undefined {
  const { metadata } = props;
  return isRecord(metadata) ? text(metadata['name']) : undefined;
}
