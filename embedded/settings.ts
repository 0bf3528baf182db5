/** The namespace that Argo CD lives in, in every environment. */
export const ARGOCD_NAMESPACE = 'argocd';

/**
 * What has a Go program collect its garbage early. An embedded environment is one small cluster beside everything else
 * of a developer's machine: memory is worth more than time there.
 */
export const COLLECT_EARLY = { GOGC: '50' } as const;
