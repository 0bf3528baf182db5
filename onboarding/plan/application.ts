import { applicationName, sliceFolder } from '../layout';
import type { SliceParts } from './slice';

/**
 * The Application of a slice, as the base holds it: the overlays put the environment in, and the root hands its
 * repository and revision down.
 */
export function applicationManifest({ request, decision, chart }: SliceParts): string {
  const { service, team, namespace } = request;
  const { layer, wave } = decision;
  const shared = chart.reference === './chart' ? '' : `;${chart.reference}`;
  return `# ${service}, of ${team}.
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${applicationName(layer, service)}
  namespace: argocd
  labels:
    argo-bootstrap.dev/layer: ${layer}
  annotations:
    argocd.argoproj.io/sync-wave: "${wave}"
    # Commits elsewhere in the repository are none of its business.
    argocd.argoproj.io/manifest-generate-paths: .${shared}
  finalizers:
    - resources-finalizer.argocd.argoproj.io
spec:
  project: ${layer}
  source:
    repoURL: file:///workspace
    targetRevision: HEAD
    path: ${sliceFolder(layer, service)}
    plugin:
      name: helmfile-v1.0
      env:
        - name: HELMFILE_ENVIRONMENT
          value: local
  destination:
    server: https://kubernetes.default.svc
    namespace: ${namespace}
  revisionHistoryLimit: 5
  syncPolicy:
    automated:
      enabled: true
      prune: true
      selfHeal: true
    retry:
      limit: 5
      # A retry takes the newest commit, so that a fix is not kept waiting by what it fixes.
      refresh: true
      backoff:
        duration: 5s
        factor: 2
        maxDuration: 3m
    syncOptions:
      - CreateNamespace=false
      - ApplyOutOfSyncOnly=true
      - FailOnSharedResource=true
      - PruneLast=true
      - RespectIgnoreDifferences=true
`;
}
