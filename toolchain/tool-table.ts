import type { Rewrite, Tool, ToolName } from './tools';
import type { VersionRange } from './versions';

/**
 * The API server packs its OpenAPI document anew for each reader, which over loopback saves nothing and costs a fifth of
 * its own processor time in an `up`: Argo CD reads the document after each event of a definition. The processes that share
 * the library share the change, so that Go compiles their packages once.
 */
const plainOpenApi: Rewrite = {
  module: 'github.com/NYTimes/gziphandler',
  file: 'gzip.go',
  from: 'wrapper, _ := NewGzipLevelHandler(gzip.DefaultCompression)\n\treturn wrapper(h)',
  to: 'return h',
};

const kubernetes = (
  command: string,
  range: VersionRange,
  version: readonly string[] = ['--version'],
): Tool => ({
  directory: 'toolchain/kubernetes',
  package: `k8s.io/kubernetes/cmd/${command}`,
  variables: ({ version, major, minor }) => ({
    'k8s.io/component-base/version.gitVersion': version,
    'k8s.io/component-base/version.gitMajor': major,
    'k8s.io/component-base/version.gitMinor': minor,
  }),
  onPath: { arguments: version, range },
  download: 'https://kubernetes.io/releases/download/#binaries',
});

const controlPlane = (command: string): Tool => ({
  ...kubernetes(command, { from: '1.37.0', below: '1.38.0' }),
  rewrites: [plainOpenApi],
});

const kwok = (command: string): Tool => ({
  directory: 'toolchain/kwok',
  package: `sigs.k8s.io/kwok/cmd/${command}`,
  onPath: { arguments: ['--version'], range: { from: '0.8.0', below: '0.9.0' } },
  download: 'https://github.com/kubernetes-sigs/kwok/releases',
});

const age = (command: string): Tool => ({
  directory: 'toolchain/age',
  package: `filippo.io/age/cmd/${command}`,
  variables: ({ version }) => ({ 'main.Version': version }),
  onPath: { arguments: ['--version'], range: { from: '1.1.0', below: '2.0.0' } },
  download: 'https://github.com/FiloSottile/age/releases',
});

/** Every tool: the one place that says how it is built and when another will do. */
export const tools: Readonly<Record<ToolName, Tool>> = {
  redis: { directory: 'toolchain/redis', package: '.', versionOf: 'github.com/alicebob/miniredis/v2' },
  actionlint: {
    directory: 'toolchain/actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    variables: ({ version }) => ({ 'github.com/rhysd/actionlint.version': version.slice(1) }),
    onPath: { arguments: ['-version'], range: { from: '1.7.7', below: '1.8.0' } },
    download: 'https://github.com/rhysd/actionlint/releases',
  },
  age: age('age'),
  'age-keygen': age('age-keygen'),
  kustomize: {
    directory: 'toolchain/kustomize',
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
    variables: ({ version }) => ({ 'sigs.k8s.io/kustomize/api/provenance.version': version }),
    onPath: { arguments: ['version'], range: { from: '5.8.0', below: '5.9.0' } },
    download: 'https://github.com/kubernetes-sigs/kustomize/releases',
  },
  'pulumi-language-nodejs': {
    directory: 'toolchain/pulumi-language-nodejs',
    package: 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs',
    // The engine says in its request what Pulumi.yaml says of TypeScript. This host is too old to read it there, and by
    // default loads the compiler at every start, which nothing here has a use for.
    rewrites: [
      {
        module: 'github.com/pulumi/pulumi/sdk/v3',
        file: 'nodejs/cmd/pulumi-language-nodejs/main.go',
        from: '"typescript", true,',
        to: '"typescript", false,',
      },
    ],
    onPath: { besides: 'pulumi' },
    download: 'https://www.pulumi.com/docs/install/versions/',
  },
  etcd: {
    directory: 'toolchain/etcd',
    package: 'go.etcd.io/etcd/server/v3',
    onPath: { arguments: ['--version'], range: { from: '3.6.0', below: '3.7.0' } },
    download: 'https://github.com/etcd-io/etcd/releases',
  },
  pulumi: {
    directory: 'toolchain/pulumi',
    package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    variables: ({ version }) => ({ 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': version }),
    // From 3.230 on, policy packs are started by the language host, which the pinned host cannot do.
    onPath: {
      arguments: ['version'],
      range: { from: '3.220.0', below: '3.230.0' },
      together: { tool: 'pulumi-language-nodejs', range: { from: '3.220.0', below: '4.0.0' } },
    },
    companions: ['pulumi-analyzer-policy', 'pulumi-resource-pulumi-nodejs'].map((name) => ({
      name,
      from: { npm: '@pulumi/pulumi' },
      file: name,
    })),
    download: 'https://www.pulumi.com/docs/install/versions/',
  },
  helm: {
    directory: 'toolchain/helm',
    package: 'helm.sh/helm/v3/cmd/helm',
    variables: ({ version, requires }) => ({
      'helm.sh/helm/v3/internal/version.version': version,
      ...Object.fromEntries(
        ['pkg/chartutil', 'pkg/lint/rules'].flatMap((directory) => [
          [`helm.sh/helm/v3/${directory}.k8sVersionMajor`, '1'],
          [`helm.sh/helm/v3/${directory}.k8sVersionMinor`, requires('k8s.io/client-go').minor],
        ]),
      ),
    }),
    // The record of a release is written anew for each hook. The best compression takes seven times as long as the usual
    // one, for 3 % fewer bytes: a third of a second each time, with the definitions of Argo CD in it.
    rewrites: [
      {
        module: 'helm.sh/helm/v3',
        file: 'pkg/storage/driver/util.go',
        from: 'gzip.BestCompression',
        to: 'gzip.DefaultCompression',
      },
    ],
    onPath: { arguments: ['version', '--short'], range: { from: '3.22.0', below: '3.23.0' } },
    download: 'https://github.com/helm/helm/releases',
  },
  kwok: kwok('kwok'),
  kwokctl: kwok('kwokctl'),
  sops: {
    directory: 'toolchain/sops',
    package: 'github.com/getsops/sops/v3/cmd/sops',
    onPath: { arguments: ['--version', '--disable-version-check'], range: { from: '3.9.0', below: '4.0.0' } },
    download: 'https://github.com/getsops/sops/releases',
  },
  argocd: {
    directory: 'toolchain/argocd',
    package: 'github.com/argoproj/argo-cd/v3/cmd',
    // As a process of this machine it must not listen beyond loopback, and no flag says so.
    rewrites: [
      {
        module: 'github.com/argoproj/argo-cd/v3',
        file: 'controller/appcontroller.go',
        from: '"0.0.0.0:%d"',
        to: '"127.0.0.1:%d"',
      },
    ],
    variables: ({ version, requires }) => ({
      'github.com/argoproj/argo-cd/v3/common.version': version.slice(1),
      'github.com/argoproj/argo-cd/v3/common.kubectlVersion': requires('k8s.io/kubectl').version,
    }),
    // 3.5.5 is the oldest release without a known vulnerability.
    onPath: { arguments: ['version', '--client', '--short'], range: { from: '3.5.5', below: '3.6.0' } },
    aliases: [
      'argocd-server',
      'argocd-repo-server',
      'argocd-application-controller',
      'argocd-applicationset-controller',
      'argocd-cmp-server',
      'argocd-git-ask-pass',
      'argocd-k8s-auth',
    ],
    companions: ['git-verify-wrapper.sh', 'gpg-wrapper.sh'].map((name) => ({
      name,
      from: { module: 'github.com/argoproj/argo-cd/v3' },
      file: `hack/${name}`,
    })),
    download: 'https://github.com/argoproj/argo-cd/releases',
  },
  engine: { directory: 'engine', package: '.', versionOf: 'github.com/argoproj/argo-cd/v3' },
  helmfile: {
    directory: 'toolchain/helmfile',
    package: 'github.com/helmfile/helmfile',
    variables: ({ version }) => ({ 'go.szostok.io/version.version': version }),
    onPath: { arguments: ['--version'], range: { from: '1.8.0', below: '1.9.0' } },
    download: 'https://github.com/helmfile/helmfile/releases',
  },
  'kube-apiserver': controlPlane('kube-apiserver'),
  'kube-controller-manager': controlPlane('kube-controller-manager'),
  'kube-scheduler': controlPlane('kube-scheduler'),
  kubectl: kubernetes('kubectl', { from: '1.36.0', below: '1.39.0' }, ['version', '--client']),
};
