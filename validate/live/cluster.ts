import type { Manifest } from '../../gitops/manifest';

/** What identifies an object in a cluster. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for objects of the cluster. */
  readonly namespace: string;
  readonly name: string;
}

/** A running cluster, as far as the check reads it. Nothing is ever written to it. */
export interface LiveCluster {
  /** How reports name it. */
  readonly name: string;
  /** Every Application of Argo CD's namespace. */
  applications(): Promise<readonly Manifest[]>;
  /** The object as it is; undefined where there is none, or nobody serves its kind. */
  read(object: ObjectReference): Promise<Manifest | undefined>;
}

/** Finds the cluster of an environment, or says why there is none to compare with. */
export type FindCluster = (environment: string) => Promise<LiveCluster | { readonly none: string }>;
