import type { Pin } from './pins';
import type { VersionRange } from './versions';

/**
 * The tools this project runs, each by the name of its executable, in the order in which they are built:
 * quick ones first, so that a missing prerequisite shows in seconds and the number left falls early.
 */
export const toolNames = [
  'redis',
  'actionlint',
  'age',
  'age-keygen',
  'kustomize',
  'pulumi-language-nodejs',
  'etcd',
  'sops',
  'helm',
  'kwok',
  'kwokctl',
  'pulumi',
  'argocd',
  'engine',
  'helmfile',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
] as const;

/** The name of a tool, which is also its executable's. */
export type ToolName = (typeof toolNames)[number];

/** A file that a tool expects beside it on PATH; `file` is a path in the package or module that ships it. */
export interface Companion {
  readonly name: string;
  readonly from: { readonly npm: string } | { readonly module: string };
  readonly file: string;
}

/** When a tool on PATH is used instead of the pinned one. */
export interface PathRule {
  /** Arguments that make the tool print its version, without asking a network or a cluster. */
  readonly arguments: readonly string[];
  readonly range: VersionRange;
  /** A wider range that holds when this other tool lies in the same directory. */
  readonly together?: { readonly tool: ToolName; readonly range: VersionRange };
}

/** One text in a module's file that a build replaces. It must stand there just once, or the build fails. */
export interface Rewrite {
  readonly module: string;
  /** Path within the module. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One tool: how it is built, when one on PATH will do, where else it comes from. */
export interface Tool {
  /** Directory with go.mod and go.sum, in the checkout. The version is read from there, never written here. */
  readonly directory: string;
  /** Package to build: an import path, or `.` for a program of our own in `directory`. */
  readonly package: string;
  /** For a program of our own: the module whose version counts as the tool's. */
  readonly versionOf?: string;
  /** Variables that the linker sets, so that the tool tells the truth about its version. */
  readonly variables?: (pin: Pin) => Readonly<Record<string, string>>;
  /** Absent where nothing on PATH can take its place; `besides`: only what lies beside that tool on PATH. */
  readonly onPath?: PathRule | { readonly besides: ToolName };
  /** Names by which the executable is also called, and acts accordingly. */
  readonly aliases?: readonly string[];
  readonly companions?: readonly Companion[];
  /** What a build changes in the source. */
  readonly rewrites?: readonly Rewrite[];
  /** Page of the official downloads; absent for programs of our own. */
  readonly download?: string;
}
