import type { KubernetesObject, Objects } from './objects';

/** What the tests read of a container. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: { readonly requests?: unknown; readonly limits?: { readonly memory?: string } };
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
}

/** What the tests read of a pod. */
export interface Pod {
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: SecurityContext;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly { readonly name: string }[];
}

const KINDS = ['Deployment', 'StatefulSet', 'Job'];

/** The pod of each workload, by `Kind/name`. */
export function pods(objects: Objects): Map<string, Pod> {
  const workloads = [...objects].filter(([, { kind }]) => KINDS.includes(kind));
  return new Map(workloads.map(([name, object]) => [name, podOf(object)]));
}

function podOf(object: KubernetesObject): Pod {
  return (object as unknown as { spec: { template: { spec: Pod } } }).spec.template.spec;
}

/** Whether Pod Security's level `restricted` admits the container in its pod. */
export function isRestricted(pod: Pod, container: Container): boolean {
  const own = { ...pod.securityContext, ...container.securityContext };
  return (
    own.runAsNonRoot === true &&
    own.allowPrivilegeEscalation === false &&
    own.seccompProfile?.type === 'RuntimeDefault' &&
    own.capabilities?.drop?.includes('ALL') === true
  );
}
