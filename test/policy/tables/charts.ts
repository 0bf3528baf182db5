import { application, applicationSet, put, release, repoServer } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const local = (chart: string) =>
  put(put(put(release(), 'repositoryOpts', undefined), 'version', undefined), 'chart', chart);
const oci = (chart: string) => put(put(release(), 'repositoryOpts', undefined), 'chart', chart);
const image = (path: string, value: unknown) => put(release(), `values.${path}`, value);
const pod = (containers: unknown) => put(repoServer(), 'spec.template.spec.containers', containers);

export const charts: readonly Table[] = [
  {
    rule: 'chart-source-allowed',
    rows: [
      allows('a listed chart', release()),
      allows('a listed registry', oci('oci://ghcr.io/argoproj/argo-helm/argo-cd')),
      denies('another chart of the registry', oci('oci://ghcr.io/argoproj/argo-helm/other'), [
        'chart = oci://ghcr.io/argoproj/argo-helm',
      ]),
      denies('another registry', oci('oci://evil.example/argo-cd'), ['chart = oci://evil.example']),
      denies('another chart of the repository', put(release(), 'chart', 'argo-workflows'), [
        'repositoryOpts.repo = https://argoproj.github.io/argo-helm',
      ]),
      denies('another repository', put(release(), 'repositoryOpts.repo', 'https://evil.example/argo-helm'), [
        'repositoryOpts.repo = https://evil.example/argo-helm',
      ]),
      denies('an archive', oci('https://evil.example/argo-cd-10.1.1.tgz'), ['chart = https://evil.example']),
      allows('a named folder', local('./charts/argo-cd')),
      allows('a named folder with a slash', local('charts/argo-cd/')),
      denies('another folder', local('./charts/other'), ['chart = ./charts/other']),
      denies('a name with an address inside', local('./a+oci://b'), ['chart = ./a+oci://b']),
      denies('a folder by another name', local('charts/./argo-cd'), ['chart = charts/./argo-cd']),
      denies('a folder outside', local('../charts/argo-cd'), ['chart = ../charts/argo-cd']),
      allows(
        'a named folder, whatever repository stands beside it',
        put(release(), 'chart', './charts/argo-cd'),
      ),
      allows("cert-manager's folder", local('./charts/cert-manager')),
      denies('another folder beside a listed repository', put(release(), 'chart', './charts/other'), [
        'chart = ./charts/other',
      ]),
      denies('a folder of the machine beside one', put(release(), 'chart', '/charts/argo-cd'), [
        'chart = /charts/argo-cd',
      ]),
      denies('a folder after a space beside one', put(release(), 'chart', ' ./charts/argo-cd'), [
        'chart =  ./charts/argo-cd',
      ]),
      denies('what may be a folder or a name', put(release(), 'chart', 'charts/argo-cd'), [
        'repositoryOpts.repo = https://argoproj.github.io/argo-helm',
      ]),
      denies('no repository', put(release(), 'repositoryOpts', undefined), ['chart = argo-cd']),
      denies('an empty repository', put(release(), 'repositoryOpts.repo', ''), ['chart = argo-cd']),
      denies('no chart', put(release(), 'chart', undefined), [
        'repositoryOpts.repo = https://argoproj.github.io/argo-helm',
      ]),
      denies('nothing', put(put(release(), 'chart', undefined), 'repositoryOpts', undefined), [
        'chart = empty',
      ]),
      denies('a wrong type', put(release(), 'chart', 7), [
        'repositoryOpts.repo = https://argoproj.github.io/argo-helm',
      ]),
      allows('a configured folder', local('./charts/other'), { config: { localCharts: ['charts/other'] } }),
      denies(
        'local has no chart repository',
        release(),
        ['repositoryOpts.repo = https://argoproj.github.io/argo-helm'],
        { environment: 'local' },
      ),
    ],
  },
  {
    rule: 'chart-version-exact',
    rows: [
      allows('an exact version', release()),
      allows('with a v, a pre-release and a build', put(release(), 'version', 'v1.2.3-rc.1+build.5')),
      ...['10.x', '^10.1.1', '10.1', '>=10.1.1', '*', '10.1.1 || 10.2.0', '', 'x10.1.1'].map((version) =>
        denies(`version ${version}`, put(release(), 'version', version), [`version = ${version || 'empty'}`]),
      ),
      denies('no version', put(release(), 'version', undefined), ['version = missing']),
      denies('a wrong type', put(release(), 'version', 10), ['version = 10']),
      denies('development versions', put(release(), 'devel', true), ['devel = true']),
      denies('both', put(put(release(), 'devel', true), 'version', '10.x'), [
        'version = 10.x',
        'devel = true',
      ]),
      allows('no development versions', put(release(), 'devel', false)),
      allows('a folder without version', local('./charts/argo-cd')),
      denies('a folder with a range', put(local('./charts/argo-cd'), 'version', '10.x'), ['version = 10.x']),
      denies(
        'a registry without version',
        put(oci('oci://ghcr.io/argoproj/argo-helm/argo-cd'), 'version', undefined),
        ['version = missing'],
      ),
      allows('an Application without chart', application()),
      denies(
        'an Application with a range',
        put(put(application(), 'spec.source.chart', 'x'), 'spec.source.targetRevision', '1.*'),
        ['spec.source.targetRevision = 1.*'],
      ),
      allows(
        'an Application with a version',
        put(put(application(), 'spec.source.chart', 'x'), 'spec.source.targetRevision', '1.2.3'),
      ),
      allows(
        'an Application with an empty chart',
        put(put(application(), 'spec.source.chart', ''), 'spec.source.targetRevision', 'main'),
      ),
      denies(
        'an ApplicationSet with a range',
        put(
          put(applicationSet(), 'spec.template.spec.source.chart', 'x'),
          'spec.template.spec.source.targetRevision',
          '1.*',
        ),
        ['spec.template.spec.source.targetRevision = 1.*'],
      ),
      allows('a templatePatch has no version', put(applicationSet(), 'spec.templatePatch', 'repoURL: x')),
    ],
  },
  {
    rule: 'image-registry-allowed',
    rows: [
      allows('listed registries', release()),
      denies('another registry', image('redis', { image: { repository: 'evil.example/redis', tag: '8' } }), [
        'values.redis.image = evil.example/redis',
      ]),
      denies(
        'the registry apart',
        image('redis', { image: { registry: 'evil.example', repository: 'redis' } }),
        ['values.redis.image = evil.example/redis'],
      ),
      allows(
        'the registry apart, listed',
        image('redis', { image: { registry: 'docker.io', repository: 'library/redis' } }),
      ),
      allows("Docker's own", image('redis', { image: { repository: 'redis' } })),
      denies("a user's of Docker's own", image('redis', { image: { repository: 'someone/redis' } }), [
        'values.redis.image = docker.io/someone/redis',
      ]),
      denies('a registry with a port', image('x', { image: 'localhost:5000/a' }), [
        'values.x.image = localhost:5000/a',
      ]),
      denies('localhost', image('x', { image: 'localhost/a:1' }), ['values.x.image = localhost/a']),
      denies('a name that starts the same', image('x', { image: 'quay.io/argoproj-evil/argocd:v3.5.7' }), [
        'values.x.image = quay.io/argoproj-evil/argocd',
      ]),
      denies('a name above', image('x', { image: 'quay.io/argo' }), ['values.x.image = quay.io/argo']),
      allows('exactly the entry', image('x', { image: 'docker.io/library/redis@sha256:abc' })),
      denies(
        'in a list',
        put(release(), 'values.repoServer.initContainers', [{ image: 'evil.example/a:1' }]),
        ['values.repoServer.initContainers[0].image = evil.example/a'],
      ),
      allows('no repository', image('server', { image: { tag: 'v3.5.7' } })),
      allows('an empty image', image('server', { image: '' })),
      allows('a wrong type', image('server', { image: 7 })),
      allows('a pod', repoServer()),
      denies('a container of a pod', pod([{ image: 'evil.example/a:1' }]), [
        'spec.template.spec.containers[0].image = evil.example/a',
      ]),
    ],
  },
  {
    rule: 'argo-image-floor',
    rows: [
      allows('a later one', release()),
      allows('the floor', image('global.image.tag', 'v3.5.5')),
      allows('without the v', image('global.image.tag', '3.6.0')),
      allows('a later one of two digits', image('global.image.tag', 'v3.5.10')),
      allows('a later major', image('global.image.tag', 'v4.0.0')),
      ...['v3.5.4', 'v3.4.9', 'v2.14.20', 'latest', 'v3.5.5-rc1', 'v3.5', '3', 'x3.5.7', '3.5.10x'].map(
        (tag) => denies(tag, image('global.image.tag', tag), [`values.global.image = ${tag}`]),
      ),
      denies('none', image('global.image.tag', undefined), ['values.global.image.tag = missing']),
      denies('an empty one', image('global.image.tag', ''), ['values.global.image.tag = missing']),
      denies('null', put(image('global.image.tag', null), 'values.global.image.repository', undefined), [
        'values.global.image.tag = missing',
      ]),
      denies('no values', put(release(), 'values', undefined), ['values.global.image.tag = missing']),
      denies('one component', image('controller', { image: { tag: 'v3.0.0' } }), [
        'values.controller.image = v3.0.0',
      ]),
      denies(
        'a component and none',
        put(image('controller', { image: { tag: 'v3.0.0' } }), 'values.global', {}),
        ['values.controller.image = v3.0.0', 'values.global.image.tag = missing'],
      ),
      allows('the cache is no Argo CD', image('redis', { image: { tag: '8.2.3-alpine' } })),
      allows('nor is the log-in', image('dex', { image: { tag: 'v2.45.1' } })),
      allows('nor the cache of three', image('redis-ha', { image: { tag: '8.2' } })),
      allows('another chart', put(put(release(), 'values.global', undefined), 'chart', 'other')),
      allows('another chart with a tag', put(image('global.image', { tag: '1' }), 'chart', 'other')),
      allows('the repo-server', repoServer()),
      denies('an old one', pod([{ image: 'quay.io/argoproj/argocd:v3.4.4' }]), [
        'spec.template.spec.containers[0].image = v3.4.4',
      ]),
      denies('a digest without tag', pod([{ image: 'quay.io/argoproj/argocd@sha256:abc' }]), [
        'spec.template.spec.containers[0].image = sha256:abc',
      ]),
      allows('another image', pod([{ image: 'quay.io/argoproj/argocd-extension:v1.0.0' }])),
      denies('a higher floor', release(), ['values.global.image = v3.5.7'], { config: { floor: '3.5.8' } }),
      allows('our chart', put(release(), 'chart', './charts/argo-cd/')),
      denies('our chart without tag', put(image('global', {}), 'chart', './charts/argo-cd/'), [
        'values.global.image.tag = missing',
      ]),
    ],
  },
];
