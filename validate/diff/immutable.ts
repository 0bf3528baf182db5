import { groupOf, type Manifest } from '../../gitops/manifest';

/** Fields that the API server does not let change, by group and kind. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['spec.selector'],
  'apps/DaemonSet': ['spec.selector'],
  'apps/ReplicaSet': ['spec.selector'],
  'apps/StatefulSet': [
    'spec.selector',
    'spec.serviceName',
    'spec.podManagementPolicy',
    'spec.volumeClaimTemplates',
  ],
  'batch/Job': ['spec.selector', 'spec.template', 'spec.completionMode'],
  '/Service': ['spec.clusterIP'],
  '/PersistentVolumeClaim': [
    'spec.accessModes',
    'spec.storageClassName',
    'spec.volumeMode',
    'spec.volumeName',
    'spec.selector',
  ],
  '/Secret': ['type'],
  'rbac.authorization.k8s.io/RoleBinding': ['roleRef'],
  'rbac.authorization.k8s.io/ClusterRoleBinding': ['roleRef'],
  'storage.k8s.io/StorageClass': ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  'apiextensions.k8s.io/CustomResourceDefinition': ['spec.scope', 'spec.group', 'spec.names.kind'],
  'scheduling.k8s.io/PriorityClass': ['value', 'preemptionPolicy'],
};

/** The immutable fields that differ; Jobs that Argo CD replaces as hooks may change. */
export function immutableChanges(before: Manifest, after: Manifest): string[] {
  if (isReplaced(after)) return [];
  const fields = IMMUTABLE[`${groupOf(after)}/${after.kind}`] ?? [];
  const data = before['immutable'] === true ? ['data', 'stringData', 'binaryData', 'immutable'] : [];
  return [...fields, ...data].filter((field) => text(before, field) !== text(after, field));
}

/** Hooks are made anew, and objects with `Replace=true` or `Force=true` are deleted first. */
function isReplaced({ metadata }: Manifest): boolean {
  const { annotations = {} } = metadata;
  const isHook = annotations['argocd.argoproj.io/hook'] ?? annotations['helm.sh/hook'];
  return isHook !== undefined || /Force=true/.test(annotations['argocd.argoproj.io/sync-options'] ?? '');
}

function text(manifest: Manifest, field: string): string {
  const value = field
    .split('.')
    .reduce<unknown>(
      (current, key) =>
        typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined,
      manifest,
    );
  return JSON.stringify(value) ?? '';
}
