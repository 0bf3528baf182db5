import type { Application, ApplicationSource, Destination, Manifest } from '../../gitops/manifest';

/** One cluster that an environment's Argo CD knows. */
export interface ClusterFixture {
  readonly name: string;
  readonly server: string;
  readonly project?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** A directory that stands for a repository. */
export interface Checkout {
  readonly url: string;
  readonly dir: string;
  /** A git directory whose index lists exactly the files of `dir`; needed by git generators only. */
  readonly gitDir: string;
}

/** What is asked of a project: a source, a destination, or a resource with the destination it goes to. */
export interface ProjectCheck {
  readonly source?: ApplicationSource;
  readonly destination?: Destination;
  readonly resource?: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    /** Empty for a resource of the cluster. */
    readonly namespace: string;
    readonly namespaced: boolean;
  };
}

/** What a schema refuses; `index` counts the objects of the request. */
export interface SchemaFinding {
  readonly index: number;
  readonly kind:
    | 'invalid-definition'
    | 'invalid-object'
    | 'invalid-value'
    | 'removed-api'
    | 'unknown-field'
    | 'unknown-kind'
    | 'unreadable-schema'
    | 'unserved-version';
  readonly field: string;
  readonly message: string;
}

/** Whether objects of a kind live in namespaces; `unknown` where nobody serves the kind. */
export type Scope = 'namespaced' | 'cluster' | 'unknown';

/** One source of an Application, and what it is rendered from. */
export interface ManifestParams {
  readonly application: Application;
  readonly source: number;
  /** Stands for the checkout of the source's repository; may be written to. */
  readonly dir: string;
  /** Directory of the unpacked chart, for a source of a chart repository. */
  readonly chartDir?: string;
  readonly refs: readonly Checkout[];
  readonly revision: string;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  readonly timeoutSeconds: number;
  readonly plugins: Readonly<Record<string, { readonly command: readonly string[] }>>;
}

/** The objects of a source, and how Argo CD took it: Helm, Kustomize, Directory or Plugin. */
export interface ManifestResult {
  readonly objects: readonly Manifest[];
  readonly sourceType: string;
}

/** Everything the engine answers (engine/main.go). */
export interface EngineMethods {
  readonly version: { params: Record<string, never>; result: { argocd: string } };
  readonly 'normalize-url': { params: { urls: readonly string[] }; result: { urls: readonly string[] } };
  readonly 'same-url': {
    params: { pairs: readonly (readonly [string, string])[] };
    result: { same: readonly boolean[] };
  };
  readonly 'project-permits': {
    params: {
      project: Manifest;
      clusters: readonly ClusterFixture[];
      checks: readonly ProjectCheck[];
    };
    result: { permitted: readonly boolean[] };
  };
  readonly 'validate-project': { params: { project: Manifest }; result: { errors: readonly string[] } };
  readonly 'validate-spec': {
    params: { project: Manifest; application: Application; clusters: readonly ClusterFixture[] };
    result: { conditions: readonly { type: string; message: string }[] };
  };
  readonly generate: {
    params: {
      applicationSet: Manifest;
      repositories: readonly Checkout[];
      projects: readonly Manifest[];
      clusters: readonly ClusterFixture[];
      recorded: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
    };
    result: { applications: readonly Application[]; errors: readonly string[] };
  };
  readonly manifests: { params: ManifestParams; result: ManifestResult };
  /** A running repo-server's answer to the same question. */
  readonly 'ask-repo-server': { params: ManifestParams & { address: string }; result: ManifestResult };
  /** What a sync would make of running objects; without `live` and `predicted` they cannot be compared. */
  readonly 'live-diff': {
    params: {
      application: Application;
      pairs: readonly { readonly live: Manifest; readonly target: Manifest }[];
    };
    result: {
      outcomes: readonly {
        readonly live?: Manifest;
        readonly predicted?: Manifest;
        readonly error?: string;
      }[];
    };
  };
  readonly 'api-versions': {
    params: { openapiDir: string; definitions: readonly Manifest[] };
    result: { apiVersions: readonly string[] };
  };
  readonly 'schema-load': {
    params: { openapiDir: string; definitions: readonly Manifest[] };
    result: { set: string; findings: readonly SchemaFinding[] };
  };
  readonly 'schema-check': {
    params: { set: string; objects: readonly Manifest[] };
    result: { findings: readonly SchemaFinding[]; scopes: readonly Scope[] };
  };
}
