import type { Application, Manifest } from '../../gitops/manifest';
import type { Problem } from '../../gitops/problem';
import type { ClusterFixture } from '../engine/methods';
import type { Locator } from '../locate/locator';
import type { Tree } from '../tree/tree';

/** Where an Application comes from. */
export type Origin =
  | { readonly kind: 'root'; readonly file: string }
  | { readonly kind: 'application'; readonly parent: ApplicationNode }
  | { readonly kind: 'applicationset'; readonly set: ApplicationSetNode };

/** An Application of an environment, and what it renders to. */
export interface ApplicationNode {
  readonly application: Application;
  readonly origin: Origin;
  /** Its objects, of all its sources together; empty where a source failed. */
  readonly objects: readonly Manifest[];
  /** What Argo CD would report instead of objects, one message a failed source. */
  readonly failures: readonly { readonly source: number; readonly message: string }[];
  /** Files of the repository that it is rendered from. */
  readonly inputs: readonly string[];
}

/** An ApplicationSet of an environment. */
export interface ApplicationSetNode {
  readonly manifest: Manifest;
  readonly parent: ApplicationNode;
  readonly generated: readonly Application[];
  readonly errors: readonly string[];
}

/** Everything that an environment's root leads to. */
export interface EnvironmentModel {
  readonly name: string;
  readonly tree: Tree;
  readonly applications: readonly ApplicationNode[];
  readonly applicationSets: readonly ApplicationSetNode[];
  /** The AppProjects, with the source repositories of the allowlist, by name. */
  readonly projects: ReadonlyMap<string, Manifest>;
  readonly clusters: readonly ClusterFixture[];
  /** What kept parts of the tree from being read or expanded. */
  readonly problems: readonly (Problem & { readonly application?: string })[];
  readonly locator: Locator;
}
