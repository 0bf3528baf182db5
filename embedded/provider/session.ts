import type { KubeConfig } from '@kubernetes/client-node';
import type { Cluster } from './cluster/cluster';

/** A provider's configuration, as far as it isn't about which cluster. */
export interface Settings {
  /** Overwrite fields that other managers own, for every resource. */
  readonly patchForce: boolean;
  /** Take over objects that exist already, instead of refusing to create them. */
  readonly upsert: boolean;
  /** Forget resources of a cluster that doesn't answer. */
  readonly deleteUnreachable: boolean;
  /** Leave resources of a cluster that doesn't answer as they are, when refreshing. */
  readonly skipUpdateUnreachable: boolean;
  /** Whether a change of a Secret's or ConfigMap's data is an update (true) or a replacement. */
  readonly secretMutable: boolean;
  readonly configMapMutable: boolean;
  /** Helm's storage driver; absent means Helm's default. */
  readonly helmDriver: string | undefined;
}

/** Tells the user something about a resource, through Pulumi's engine. */
export interface Log {
  warning(message: string, urn: string): void;
  info(message: string, urn: string): void;
  /** Shown beside the resource until the next status replaces it. */
  status(message: string, urn: string): void;
}

/** What every operation of a configured provider needs. */
export interface Session {
  readonly settings: Settings;
  readonly log: Log;
  /** Aborted when Pulumi cancels. */
  readonly signal: AbortSignal;
  /** Default namespace that the provider's configuration sets. */
  readonly namespace: string | undefined;
  /** The cluster; throws where the kubeconfig names none. */
  cluster(): Cluster;
  /** The kubeconfig reduced to the chosen context, for helm. */
  kubeconfig(): KubeConfig;
}
