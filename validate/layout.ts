/** Where the parts of a checkout stand, relative to its root. */
export const LAYOUT = {
  gitops: 'infra/kubernetes/gitops/argocd',
  parents: 'infra/kubernetes/gitops/argocd/parent',
  projects: 'helmfiles/projects',
  pluginDefinition: 'helmfiles/plugin/plugin.yaml',
  pluginScript: 'helmfiles/plugin/render.sh',
  /** Recorded answers to what cannot be asked offline, one file an environment; they need not exist. */
  offline: 'infra/kubernetes/gitops/argocd/offline',
} as const;

/** The layers that slices stand in; each is the name of its project, too. */
export const LAYERS = ['foundation', 'platform', 'apps'] as const;

/** Namespace of Argo CD, in which Applications live. */
export const ARGOCD_NAMESPACE = 'argocd';

/** The Application that deploys all others. */
export function rootFile(environment: string): string {
  return `${LAYOUT.parents}/apps-root-${environment}.yaml`;
}
