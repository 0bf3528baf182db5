import type { Location } from '../gitops/problem';

/** Where an Application comes from, over all environments. */
export interface Explanation {
  readonly name: string;
  /** The environments that it exists in, in the order in which a change goes through them. */
  readonly environments: readonly Presence[];
  /** The environments that it does not exist in. */
  readonly absentFrom: readonly string[];
}

/** An Application in one environment. */
export interface Presence {
  readonly environment: string;
  /** What declares it: its own manifest, or the ApplicationSet that generates it. */
  readonly declared?: Location;
  /** The ApplicationSet that generates it; absent for an Application with a manifest of its own. */
  readonly generator?: Generator;
  /** The Application that deploys it, or its ApplicationSet; absent for the root. */
  readonly deployedBy?: string;
  readonly layer: string;
  readonly wave: number;
  readonly project: string;
  readonly destination: { readonly cluster: string; readonly namespace: string };
  readonly sources: readonly ExplainedSource[];
  /** What keeps it from being rendered, as Argo CD would say it. */
  readonly failures: readonly string[];
}

/** What generates an Application. */
export interface Generator {
  readonly applicationSet: string;
  /** The file that gives its parameters; absent where no git file does. */
  readonly parameters?: string;
}

/** One source of an Application. */
export interface ExplainedSource {
  readonly repository: string;
  readonly revision: string;
  /** Folder in the repository; absent for a chart of a chart repository. */
  readonly path?: string;
  readonly chart?: string;
  /** What renders it: `plugin helmfile-v1.0`, `helm`, `kustomize`, `directory`. */
  readonly rendering: string;
  /** Values files of this repository, the later ones over the earlier ones. */
  readonly values: readonly string[];
}
