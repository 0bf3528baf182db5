import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const GITOPS = 'infra/kubernetes/gitops/argocd';
const REPOSITORY = 'file:///workspace';

/**
 * Writes a tree of `count` service slices for one environment, `local`: an ApplicationSet generates an Application
 * for each, and every slice has a chart of its own with a Deployment, a Service and a ConfigMap. Slices come in
 * groups of 50 to a namespace.
 */
export function writeSyntheticTree(root: string, count: number): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const groups = Math.ceil(count / 50);
  const namespaces = Array.from({ length: groups }, (_, index) => `group-${index}`);
  write('policy/allowlist.yaml', allowlist());
  write(
    'helmfiles/projects/root.yaml',
    project(
      'root',
      ['argocd'],
      [
        ['argoproj.io', 'Application'],
        ['argoproj.io', 'ApplicationSet'],
      ],
    ),
  );
  write('helmfiles/projects/foundation.yaml', foundationProject(namespaces));
  write('helmfiles/projects/platform.yaml', project('platform', [], []));
  write('helmfiles/projects/default.yaml', project('default', [], []));
  write(
    'helmfiles/projects/apps.yaml',
    project('apps', namespaces, [
      ['', 'ConfigMap'],
      ['', 'Service'],
      ['apps', 'Deployment'],
    ]),
  );
  write(
    `${GITOPS}/parent/apps-root-local.yaml`,
    application('apps-root', 'root', `${GITOPS}/overlays/local`, 'argocd', '0'),
  );
  write(
    `${GITOPS}/overlays/local/kustomization.yaml`,
    kustomization(['../../foundation', '../../applicationsets']),
  );
  write(`${GITOPS}/foundation/kustomization.yaml`, kustomization(['application.yaml']));
  write(
    `${GITOPS}/foundation/application.yaml`,
    application('namespaces', 'foundation', `${GITOPS}/foundation/objects`, 'group-0', '-20'),
  );
  write(`${GITOPS}/foundation/objects/namespaces.yaml`, namespaces.map(namespace).join('---\n'));
  write(`${GITOPS}/applicationsets/kustomization.yaml`, kustomization(['local.yaml']));
  write(`${GITOPS}/applicationsets/local.yaml`, applicationSet());
  for (let index = 0; index < count; index += 1) writeSlice(write, index);
}

/** The directory of a slice, relative to the tree's root. */
export function sliceOf(index: number): string {
  return `${GITOPS}/apps/service-${String(index).padStart(5, '0')}`;
}

function writeSlice(write: (path: string, text: string) => void, index: number): void {
  const at = sliceOf(index);
  const name = `service-${String(index).padStart(5, '0')}`;
  write(`${at}/environments/local.yaml`, `namespace: group-${Math.floor(index / 50)}\n`);
  write(`${at}/helmfile.yaml.gotmpl`, helmfile(name));
  write(
    `${at}/values/common.yaml`,
    'replicas: 2\nimage: registry.example.com/service:1.0.0\ngreeting: good morning\n',
  );
  write(`${at}/values/local.yaml`, 'replicas: 1\n');
  write(`${at}/chart/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`);
  write(`${at}/chart/templates/deployment.yaml`, DEPLOYMENT);
  write(`${at}/chart/templates/service.yaml`, SERVICE);
  write(`${at}/chart/templates/config.yaml`, CONFIG);
}

function allowlist(): string {
  return `environments:
  local:
    gitRepositories:
      - url: ${REPOSITORY}
        projects: [root, foundation, apps]
    chartRepositories: []
    ociRegistries: []
    imageRegistries: [registry.example.com]
waivers: []
`;
}

type GroupKind = readonly [group: string, kind: string];

function project(
  name: string,
  namespaces: readonly string[],
  kinds: readonly GroupKind[],
  ofCluster: readonly GroupKind[] = [],
): string {
  const list = (entries: readonly GroupKind[]) => entries.map(([group, kind]) => ({ group, kind }));
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name },
    spec: {
      destinations: namespaces.map((one) => ({ server: 'https://kubernetes.default.svc', namespace: one })),
      clusterResourceWhitelist: list(ofCluster),
      namespaceResourceWhitelist: list(kinds),
    },
  });
}

function foundationProject(namespaces: readonly string[]): string {
  return project('foundation', namespaces, [['', 'LimitRange']], [['', 'Namespace']]);
}

function kustomization(resources: readonly string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n${resources.map((one) => `  - ${one}\n`).join('')}`;
}

function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
}

function application(name: string, projectName: string, path: string, target: string, wave: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: "${wave}"
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: ${projectName}
  source:
    repoURL: ${REPOSITORY}
    targetRevision: HEAD
    path: ${path}
  destination:
    server: https://kubernetes.default.svc
    namespace: ${target}
`;
}

function applicationSet(): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: apps-local
  namespace: argocd
  annotations:
    argocd.argoproj.io/sync-wave: "20"
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - git:
        repoURL: ${REPOSITORY}
        revision: HEAD
        files:
          - path: ${GITOPS}/apps/*/environments/local.yaml
  syncPolicy:
    applicationsSync: create-update
  template:
    metadata:
      name: '{{ index .path.segments 5 }}'
      finalizers: [resources-finalizer.argocd.argoproj.io]
    spec:
      project: apps
      source:
        repoURL: ${REPOSITORY}
        targetRevision: HEAD
        path: '${GITOPS}/apps/{{ index .path.segments 5 }}'
        plugin:
          name: helmfile-v1.0
          env:
            - name: HELMFILE_ENVIRONMENT
              value: local
      destination:
        server: https://kubernetes.default.svc
        namespace: '{{ .namespace }}'
`;
}

function helmfile(name: string): string {
  return `environments:
  local: {}
---
releases:
  - name: ${name}
    chart: ./chart
    values:
      - values/common.yaml
      - values/{{ .Environment.Name }}.yaml
`;
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: {{ .Release.Name }}
  template:
    metadata:
      labels:
        app: {{ .Release.Name }}
    spec:
      containers:
        - name: service
          image: {{ .Values.image }}
          ports:
            - name: http
              containerPort: 8080
          resources:
            requests:
              cpu: 10m
              memory: 32Mi
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    app: {{ .Release.Name }}
  ports:
    - name: http
      port: 80
      targetPort: http
`;

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  greeting: {{ .Values.greeting | quote }}
`;
