import { textAt } from '../cluster/objects';
import type { Settings } from '../session';
import type { JsonObject } from '../wire/values';
import type { Path } from './compare';

const IDENTITY = [['metadata', 'name'], ['metadata', 'namespace'], ['kind']];

const SELECTOR = [['spec', 'selector']];

// What the API server refuses to change in place, for kinds where that is known without asking it. Anything else
// turns up as "field is immutable" in the dry run.
const IMMUTABLE: Readonly<Record<string, readonly Path[]>> = {
  'apps/DaemonSet': SELECTOR,
  'apps/Deployment': SELECTOR,
  'apps/StatefulSet': [
    ...SELECTOR,
    ['spec', 'serviceName'],
    ['spec', 'podManagementPolicy'],
    ['spec', 'volumeClaimTemplates'],
  ],
  'batch/Job': [...SELECTOR, ['spec', 'template'], ['spec', 'completionMode']],
  '/Secret': [['type']],
  '/Service': [['spec', 'clusterIP']],
  '/PersistentVolumeClaim': [
    ['spec', 'accessModes'],
    ['spec', 'selector'],
    ['spec', 'storageClassName'],
    ['spec', 'volumeName'],
  ],
  '/ResourceQuota': [['spec', 'scopes']],
  'rbac.authorization.k8s.io/RoleBinding': [['roleRef']],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [['roleRef']],
  'storage.k8s.io/StorageClass': [['provisioner'], ['parameters']],
};

const DATA: readonly Path[] = [['data'], ['stringData'], ['binaryData']];

/** Paths whose change takes a new object, given the object as it was. */
export function replacedPaths(before: JsonObject, settings: Settings): readonly Path[] {
  const group = textAt(before, 'apiVersion').includes('/')
    ? textAt(before, 'apiVersion').split('/', 1)[0]
    : '';
  const kind = textAt(before, 'kind');
  const known = IMMUTABLE[`${group}/${kind}`] ?? [];
  const frozen =
    (kind === 'Secret' && (before['immutable'] === true || !settings.secretMutable)) ||
    (kind === 'ConfigMap' && (before['immutable'] === true || !settings.configMapMutable));
  const thawed = before['immutable'] === true ? [['immutable']] : [];
  return [...IDENTITY, ...known, ...(frozen && group === '' ? [...DATA, ...thawed] : [])];
}

/** True where one path lies at or below the other. */
export function overlaps(one: Path, other: Path): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).every((step, index) => step === other[index]);
}
