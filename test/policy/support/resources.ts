import { type Subject, TYPE } from '../../../policy/core/subject';
import type { Path } from '../../../policy/core/values';

export const REPOSITORY = 'https://github.com/example-org/argo-bootstrap';
export const COMMIT = '1234567890abcdef1234567890abcdef12345678';
const CLUSTER = 'https://kubernetes.default.svc';

/** A copy of the subject with one value changed; `undefined` removes the key. Dots separate the keys of a text path. */
export function put(subject: Subject, path: string | Path, value: unknown): Subject {
  const keys =
    typeof path === 'string' ? path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)) : path;
  return { ...subject, props: putInto(subject.props, keys, value) as Subject['props'] };
}

function putInto(holder: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const items = Array.isArray(holder) ? [...holder] : [];
    items[key] = putInto(items[key], rest, value);
    return items;
  }
  const copy: Record<string, unknown> = { ...(holder as object | undefined) };
  const changed = putInto(copy[key], rest, value);
  if (changed === undefined) delete copy[key];
  else copy[key] = changed;
  return copy;
}

/** An Application that production accepts. */
export function application(name = 'service'): Subject {
  return {
    type: TYPE.application,
    props: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd' },
      spec: applicationSpec(),
    },
  };
}

function applicationSpec() {
  return {
    project: 'apps',
    source: { repoURL: REPOSITORY, targetRevision: COMMIT, path: 'apps/service' },
    destination: { server: CLUSTER, namespace: 'hello' },
    syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['PruneLast=true'] },
  };
}

/** An ApplicationSet that production accepts. */
export function applicationSet(): Subject {
  return {
    type: TYPE.applicationSet,
    props: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: 'services', namespace: 'argocd' },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: [
          { git: { repoURL: REPOSITORY, revision: COMMIT, files: [{ path: 'apps/*/production.yaml' }] } },
        ],
        syncPolicy: { applicationsSync: 'create-update', preserveResourcesOnDeletion: true },
        template: { metadata: { name: 'service-{{ .name }}' }, spec: applicationSpec() },
      },
    },
  };
}

/** An AppProject that production accepts. */
export function project(name = 'apps'): Subject {
  return {
    type: TYPE.appProject,
    props: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name, namespace: 'argocd' },
      spec: {
        sourceRepos: [REPOSITORY],
        destinations: [{ server: CLUSTER, namespace: 'hello' }],
        clusterResourceWhitelist: [{ group: 'scheduling.k8s.io', kind: 'PriorityClass' }],
        namespaceResourceWhitelist: [{ group: 'apps', kind: 'Deployment' }],
      },
    },
  };
}

/** A repository Secret that production accepts, apart from what is secret in it. */
export function repositorySecret(): Subject {
  return {
    type: TYPE.secret,
    props: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'repo', labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
      stringData: { type: 'git', url: REPOSITORY, project: 'apps' },
    },
  };
}

/** A sidecar that production accepts. */
export function sidecar() {
  return {
    name: 'helmfile',
    image: 'ghcr.io/helmfile/helmfile:v1.8.0',
    command: ['/var/run/argocd/argocd-cmp-server'],
    env: [
      { name: 'HELMFILE_DISABLE_INSECURE_FEATURES', value: 'true' },
      { name: 'HELMFILE_DISABLE_HOOKS', value: 'true' },
    ],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 999,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    resources: { limits: { memory: '1Gi', 'ephemeral-storage': '2Gi' } },
    volumeMounts: [{ name: 'helmfile-tmp', mountPath: '/tmp' }],
  };
}

/** A release of Argo CD that production accepts. */
export function release(): Subject {
  return {
    type: TYPE.release,
    props: {
      name: 'argocd',
      chart: 'argo-cd',
      version: '10.1.1',
      repositoryOpts: { repo: 'https://argoproj.github.io/argo-helm' },
      values: {
        global: {
          image: { repository: 'quay.io/argoproj/argocd', tag: 'v3.5.7' },
          networkPolicy: { create: true },
        },
        configs: {
          cm: { 'admin.enabled': 'false', 'helm.valuesFileSchemes': '' },
          params: {
            'reposerver.plugin.tar.exclusions': '.git/**',
            'reposerver.enable.git.submodule': 'false',
            'applicationsetcontroller.enable.git.submodule': 'false',
          },
          rbac: { 'policy.default': '' },
        },
        repoServer: { automountServiceAccountToken: false, extraContainers: [sidecar()] },
      },
    },
  };
}

/** A ConfigMap of Argo CD's. */
export function configMap(name: string, data: Record<string, string>): Subject {
  return { type: TYPE.configMap, props: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data } };
}

/** A Deployment of one of Argo CD's components, as it looks where Argo CD is installed from manifests. */
export function deployment(executable: string, container: object = {}): Subject {
  const main = { name: 'main', args: [`/usr/local/bin/${executable}`], ...container };
  return {
    type: 'kubernetes:apps/v1:Deployment',
    props: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: executable },
      spec: { template: { spec: { automountServiceAccountToken: false, containers: [main] } } },
    },
  };
}

/** The repo-server's Deployment, as it looks where Argo CD is installed from manifests. */
export function repoServer(): Subject {
  return {
    type: 'kubernetes:apps/v1:Deployment',
    props: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'argocd-repo-server', labels: {} },
      spec: {
        template: {
          spec: {
            automountServiceAccountToken: false,
            containers: [{ name: 'argocd-repo-server', image: 'quay.io/argoproj/argocd:v3.5.7' }, sidecar()],
          },
        },
      },
    },
  };
}

/** A Kubernetes provider with the context that the tests configure. */
export function provider(): Subject {
  return { type: TYPE.provider, props: { context: 'argo-bootstrap-production' } };
}
