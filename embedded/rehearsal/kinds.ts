/** How a rehearsal's Argo CD may read the repository. A deploy key would need an address of its own in the manifests. */
export const REHEARSED_KINDS = ['githubApp', 'token'] as const;
export type RehearsedKind = (typeof REHEARSED_KINDS)[number];

/** `kind` where it is one that a rehearsal knows; undefined otherwise. */
export function rehearsedKind(kind: unknown): RehearsedKind | undefined {
  return REHEARSED_KINDS.find((known) => known === kind);
}
