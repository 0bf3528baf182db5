/**
 * The AppProjects that are installed, each from `helmfiles/projects/<name>.yaml`. `default` is the one that Argo CD
 * makes by itself, emptied. In `helmfiles/argocd/`, `default-project.yaml.gotmpl` names that one and
 * `projects.yaml.gotmpl` the others.
 */
export const PROJECTS = ['root', 'foundation', 'platform', 'apps', 'default'] as const;
