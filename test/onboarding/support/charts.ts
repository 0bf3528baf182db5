import type { Manifest } from '../../../gitops/manifest';
import type { ChartFacts } from '../../../onboarding/chart';

const IMAGE = 'docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine';

const DEPLOYMENT = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: {{ .Release.Name }}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
    spec:
      serviceAccountName: {{ .Release.Name }}
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 101
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: main
          image: {{ .Values.image }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
          resources:
            requests: {cpu: 10m, memory: 16Mi}
            limits: {cpu: 100m, memory: 64Mi}
`;

const ROUTE = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  selector: {app: {{ .Release.Name }}}
  ports: [{name: http, port: 80, targetPort: 8080}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ .Release.Name }}
  namespace: {{ .Release.Namespace }}
spec:
  parentRefs: [{name: shared, namespace: gateway-system, sectionName: http}]
  hostnames: ["{{ .Release.Name }}.local.example.test"]
  rules: [{backendRefs: [{name: {{ .Release.Name }}, port: 80}]}]
`;

const CLUSTER_ROLE = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ .Release.Name }}
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get]
`;

/** The files of a chart of our own: a service with a route, or an operator with a role of the whole cluster. */
export function chartFiles(name: string, kind: 'service' | 'operator'): Map<string, Buffer> {
  const files = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.2.3\ntype: application\n`,
    'values.yaml': `replicas: 1\nimage: ${IMAGE}\n`,
    'templates/deployment.yaml': DEPLOYMENT,
    ...(kind === 'service' ? { 'templates/route.yaml': ROUTE } : { 'templates/role.yaml': CLUSTER_ROLE }),
  };
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

/** An object of a kind, as far as decisions look at it. */
export function object(apiVersion: string, kind: string, name = 'web'): Manifest {
  return { apiVersion, kind, metadata: { name } };
}

/** A Deployment that runs an image. */
export function deployment(image: string): Manifest {
  const template = { spec: { containers: [{ name: 'main', image }] } };
  return { ...object('apps/v1', 'Deployment'), spec: { template } };
}

/** A chart that renders to the same objects in each environment. */
export function chartOf(objects: readonly Manifest[], environments: readonly string[]): ChartFacts {
  return {
    name: 'web',
    version: '1.2.3',
    reference: './chart',
    files: chartFiles('web', 'service'),
    rendered: new Map(environments.map((name) => [name, objects])),
  };
}
