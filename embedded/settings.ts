/** The namespace that Argo CD lives in, in every environment. */
export const ARGOCD_NAMESPACE = 'argocd';
