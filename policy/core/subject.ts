import { isRecord, list, type Path, text } from './values';

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
  secret: 'kubernetes:core/v1:Secret',
  configMap: 'kubernetes:core/v1:ConfigMap',
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
  'kubernetes:core/v1:Pod': ['spec'],
};

/** The subject that a Kubernetes object of a file is; undefined where it has no apiVersion or kind. */
export function subjectOfManifest(manifest: Manifest): Subject | undefined {
  const { apiVersion, kind } = manifest;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const group = apiVersion === 'v1' ? 'core/v1' : apiVersion;
  return { type: `kubernetes:${group}:${kind}`, props: manifest };
}

/** A subject, and where it stands in the one that holds it. */
export interface Placed {
  readonly subject: Subject;
  readonly path: Path;
}

/** The subject itself and every object that it brings along: a Release's extra objects, a List's items. */
export function withNested(subject: Subject): Placed[] {
  return [{ subject, path: [] }, ...nestedLists(subject).flatMap(placeItems)];
}

function nestedLists({ type, props }: Subject): { path: Path; items: unknown }[] {
  if (type === TYPE.release && isRecord(props['values'])) {
    return [{ path: ['values', 'extraObjects'], items: props['values']['extraObjects'] }];
  }
  return type.startsWith('kubernetes:') && type.endsWith('List')
    ? [{ path: ['items'], items: props['items'] }]
    : [];
}

function placeItems({ path, items }: { path: Path; items: unknown }): Placed[] {
  return list(items).flatMap((item, index) => {
    const subject = isRecord(item) ? subjectOfManifest(item) : undefined;
    return subject ? [{ subject, path: [...path, index] }] : [];
  });
}

/** `metadata.name`, or undefined where there is none. */
export function nameOf({ props }: Subject): string | undefined {
  const { metadata } = props;
  return isRecord(metadata) ? text(metadata['name']) : undefined;
}
