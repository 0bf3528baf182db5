/**
 * The AppProjects that are installed, each from `helmfiles/projects/<name>.yaml`. `default` is the one that Argo CD
 * makes by itself, emptied. `helmfiles/argocd/projects.yaml.gotmpl` names the same.
 */
export const PROJECTS = ['root', 'foundation', 'platform', 'apps', 'default'] as const;
