/** The parts of Argo CD that run as processes here, and what must differ from the pods they stand for. */
export interface ArgoComponent {
  /** Name in status output and of the process's record. */
  readonly name: string;
  readonly kind: 'Deployment' | 'StatefulSet';
  readonly workload: string;
  /** The program that the container starts; tells it from sidecars. */
  readonly program: string;
  /** Purposes that need a port of their own, in the order of `arguments`' parameter. */
  readonly ports: readonly string[];
  /** Which purpose's port answers once the component is ready. */
  readonly readyPort: string;
  /** Whether it talks to the API server; the repo-server and its plugin never do. */
  readonly usesCluster: boolean;
  /** Whether it reads repositories itself. */
  readonly readsGit: boolean;
  /** Flags that come last and so win over those of the pod: addresses and credentials of this machine. */
  arguments(addresses: Addresses): string[];
}

/** Where the parts find each other, as host:port. */
export interface Addresses {
  readonly redis: string;
  readonly repoServer: string;
  readonly kubeconfig: string;
  readonly namespace: string;
  /** This component's own ports by purpose. */
  readonly own: Readonly<Record<string, number>>;
}

const LOOPBACK = '127.0.0.1';

const clusterFlags = ({ kubeconfig, namespace }: Addresses) => [
  `--kubeconfig=${kubeconfig}`,
  `--namespace=${namespace}`,
];

export const ARGO_REPO_SERVER: ArgoComponent = {
  name: 'repo-server',
  kind: 'Deployment',
  workload: 'argocd-repo-server',
  program: 'argocd-repo-server',
  ports: ['grpc', 'metrics'],
  readyPort: 'grpc',
  usesCluster: false,
  readsGit: true,
  arguments: ({ redis, own }) => [
    `--address=${LOOPBACK}`,
    `--port=${own['grpc']}`,
    `--metrics-address=${LOOPBACK}`,
    `--metrics-port=${own['metrics']}`,
    `--redis=${redis}`,
  ],
};

const CONTROLLER: ArgoComponent = {
  name: 'application-controller',
  kind: 'StatefulSet',
  workload: 'argocd-application-controller',
  program: 'argocd-application-controller',
  ports: ['metrics'],
  readyPort: 'metrics',
  usesCluster: true,
  readsGit: false,
  arguments: (addresses) => [
    ...clusterFlags(addresses),
    `--metrics-port=${addresses.own['metrics']}`,
    `--redis=${addresses.redis}`,
    `--repo-server=${addresses.repoServer}`,
  ],
};

const APPLICATIONSET_CONTROLLER: ArgoComponent = {
  name: 'applicationset-controller',
  kind: 'Deployment',
  workload: 'argocd-applicationset-controller',
  program: 'argocd-applicationset-controller',
  ports: ['metrics', 'probe', 'webhook'],
  readyPort: 'probe',
  usesCluster: true,
  readsGit: false,
  arguments: (addresses) => [
    ...clusterFlags(addresses),
    `--metrics-addr=${LOOPBACK}:${addresses.own['metrics']}`,
    `--probe-addr=${LOOPBACK}:${addresses.own['probe']}`,
    `--webhook-addr=${LOOPBACK}:${addresses.own['webhook']}`,
    `--argocd-repo-server=${addresses.repoServer}`,
    // There is one of it, and outside of a pod it doesn't know the namespace in which to be elected.
    '--enable-leader-election=false',
  ],
};

const SERVER: ArgoComponent = {
  name: 'server',
  kind: 'Deployment',
  workload: 'argocd-server',
  program: 'argocd-server',
  ports: ['https', 'metrics'],
  readyPort: 'https',
  usesCluster: true,
  readsGit: false,
  arguments: (addresses) => [
    ...clusterFlags(addresses),
    `--address=${LOOPBACK}`,
    `--port=${addresses.own['https']}`,
    `--metrics-address=${LOOPBACK}`,
    `--metrics-port=${addresses.own['metrics']}`,
    `--redis=${addresses.redis}`,
    `--repo-server=${addresses.repoServer}`,
  ],
};

/** Those that need the repo-server's address. */
export const ARGO_CLIENTS: readonly ArgoComponent[] = [CONTROLLER, APPLICATIONSET_CONTROLLER, SERVER];
