import {
  CustomObjectsApi,
  type KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { masked } from '../../gitops/masked';

/** One Application as people and programs want to see it: `argo-bootstrap status --json` prints these. */
export interface ApplicationStatus {
  readonly name: string;
  readonly project: string;
  /** local, staging or production, as its label says; empty where it has none. */
  readonly environment: string;
  /** foundation, platform or apps; `root` for the root Application. */
  readonly layer: string;
  /** Sync wave; 0 where none is set. */
  readonly wave: number;
  /** Synced, OutOfSync or Unknown. */
  readonly sync: string;
  /** Healthy, Progressing, Degraded, Suspended, Missing or Unknown. */
  readonly health: string;
  /** Full SHA that was compared last; empty before the first comparison. */
  readonly revision: string;
  /** Full SHAs that it was synced to before, oldest first, as far as Argo CD remembers. */
  readonly history: readonly string[];
  /** Argo CD's own words on what is wrong or under way, credentials masked; empty where all is well. */
  readonly message: string;
  /** Whether Argo CD calls it an error, rather than work under way. */
  readonly failing: boolean;
}

interface Condition {
  readonly type: string;
  readonly message: string;
}

/** The fields of an Application that are read here. */
export interface Application {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly project: string };
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string; readonly revisions?: string[] };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly history?: readonly { readonly revision?: string; readonly revisions?: readonly string[] }[];
    readonly conditions?: readonly Condition[];
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly syncResult?: {
        readonly resources?: readonly {
          readonly kind: string;
          readonly name: string;
          readonly status?: string;
          readonly message?: string;
        }[];
      };
    };
  };
}

const ROOT_PROJECT = 'root';
const LAYER_LABEL = 'argo-bootstrap.dev/layer';
const ENVIRONMENT_LABEL = 'argo-bootstrap.dev/environment';
const WAVE_ANNOTATION = 'argocd.argoproj.io/sync-wave';
const RESOURCE = { group: 'argoproj.io', version: 'v1alpha1', plural: 'applications' };

/** Every Application in `namespace`, in the order in which they are synced: wave, then name. */
export async function readApplications(config: KubeConfig, namespace: string): Promise<ApplicationStatus[]> {
  const api = config.makeApiClient(CustomObjectsApi);
  const list = (await api.listNamespacedCustomObject({ ...RESOURCE, namespace })) as { items: Application[] };
  return list.items
    .map(describeApplication)
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** The root first, since it carries the others. */
function rank({ layer, wave }: ApplicationStatus): number {
  return layer === 'root' ? Number.NEGATIVE_INFINITY : wave;
}

/** What `application`'s status says, in one row. */
export function describeApplication(application: Application): ApplicationStatus {
  const { metadata, spec, status } = application;
  return {
    name: metadata.name,
    project: spec.project,
    environment: metadata.labels?.[ENVIRONMENT_LABEL] ?? '',
    layer: metadata.labels?.[LAYER_LABEL] ?? spec.project,
    wave: Number(metadata.annotations?.[WAVE_ANNOTATION] ?? 0),
    sync: status?.sync?.status ?? 'Unknown',
    health: status?.health?.status ?? 'Unknown',
    revision: status?.sync?.revision ?? status?.sync?.revisions?.[0] ?? '',
    history: (status?.history ?? []).map(({ revision, revisions }) => revision ?? revisions?.[0] ?? ''),
    message: masked(message(application)),
    failing: isFailing(application),
  };
}

/** The root only repeats what its children say, so it fails by its own conditions alone. */
function isFailing(application: Application): boolean {
  const { spec, status } = application;
  if ((status?.conditions ?? []).some(isError)) return true;
  if (spec.project === ROOT_PROJECT) return false;
  const phase = status?.operationState?.phase ?? '';
  return ['Failed', 'Error'].includes(phase) || status?.health?.status === 'Degraded';
}

function isError({ type }: Condition): boolean {
  return type.endsWith('Error');
}

function message({ status }: Application): string {
  const errors = (status?.conditions ?? []).filter(isError);
  if (errors.length > 0) return errors.map((condition) => condition.message).join('; ');
  const operation = status?.operationState;
  if (operation && operation.phase !== 'Succeeded') {
    const failed = (operation.syncResult?.resources ?? [])
      .filter((resource) => resource.status === 'SyncFailed')
      .map((resource) => `${resource.kind} ${resource.name}: ${resource.message ?? 'failed'}`);
    return [operation.message ?? '', ...failed].filter(Boolean).join('; ');
  }
  return status?.health?.status === 'Healthy' ? '' : (status?.health?.message ?? '');
}

/**
 * Asks Argo CD to look at every Application again at once, rather than at its next reconciliation.
 *
 * @param kind `hard` has it render the manifests anew as well, whatever it remembers
 */
export async function refreshApplications(
  config: KubeConfig,
  namespace: string,
  kind: 'normal' | 'hard' = 'normal',
): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(config);
  const annotations = { 'argocd.argoproj.io/refresh': kind };
  const refresh = ({ name }: ApplicationStatus) =>
    api.patch(
      {
        apiVersion: `${RESOURCE.group}/${RESOURCE.version}`,
        kind: 'Application',
        metadata: { name, namespace, annotations },
      },
      undefined,
      undefined,
      undefined,
      undefined,
      PatchStrategy.MergePatch,
    );
  await Promise.all((await readApplications(config, namespace)).map(refresh));
}
