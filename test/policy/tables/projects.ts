import { application, applicationSet, project, put, REPOSITORY } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const CLUSTER = 'https://kubernetes.default.svc';
const OWN = { server: CLUSTER, namespace: 'argocd' };
const KINDS = ['Application', 'ApplicationSet'].map((kind) => ({ group: 'argoproj.io', kind }));
const root = () =>
  put(
    put(put(project('root'), 'spec.destinations', [OWN]), 'spec.namespaceResourceWhitelist', KINDS),
    'spec.clusterResourceWhitelist',
    [],
  );
const emptied = () =>
  put(project('default'), 'spec', { sourceRepos: [], destinations: [], clusterResourceWhitelist: [] });
const template = 'spec.template.spec';

export const projects: readonly Table[] = [
  {
    rule: 'project-exact',
    rows: [
      allows('exact fields', project()),
      allows('nothing', put(project(), 'spec', {})),
      allows(
        'wrong types',
        put(project(), 'spec', { sourceRepos: 'x', destinations: [7], clusterResourceWhitelist: {} }),
      ),
      ...[
        '*',
        `${REPOSITORY}*`,
        'https://github.com/example-org/?',
        '!https://github.com/x',
        'https://github.com/{a,b}',
        'https://github.com/[ab]',
        'a\\b',
        'a}',
        'a]',
      ].map((repo) =>
        denies(`repository ${repo}`, put(project(), 'spec.sourceRepos', [REPOSITORY, repo]), [
          `spec.sourceRepos[1] = ${repo.replace('?', '?***')}`,
        ]),
      ),
      denies(
        'destinations',
        put(project(), 'spec.destinations', [
          { server: '*', namespace: '*' },
          { name: 'in-*', namespace: '!kube-system' },
        ]),
        [
          'spec.destinations[0].server = *',
          'spec.destinations[0].namespace = *',
          'spec.destinations[1].name = in-*',
          'spec.destinations[1].namespace = !kube-system',
        ],
      ),
      denies(
        'cluster kinds',
        put(project(), 'spec.clusterResourceWhitelist', [
          { group: '*', kind: '*' },
          { group: '', kind: 'Name*' },
        ]),
        [
          'spec.clusterResourceWhitelist[0].group = *',
          'spec.clusterResourceWhitelist[0].kind = *',
          'spec.clusterResourceWhitelist[1].kind = Name*',
        ],
      ),
      denies(
        'kinds in namespaces',
        put(project(), 'spec.namespaceResourceWhitelist', [
          { group: '*', kind: '*' },
          { group: 'apps', kind: 'Deployment' },
        ]),
        ['spec.namespaceResourceWhitelist[0].group = *', 'spec.namespaceResourceWhitelist[0].kind = *'],
      ),
      denies('source namespaces', put(project(), 'spec.sourceNamespaces', ['team', 'team-*']), [
        'spec.sourceNamespaces[1] = team-*',
      ]),
      allows('an exclamation mark inside', put(project(), 'spec.sourceRepos', ['https://github.com/a!b'])),
    ],
  },
  {
    rule: 'project-named',
    rows: [
      allows('a project', application()),
      denies('default', put(application(), 'spec.project', 'default'), ['spec.project = default']),
      denies('default with spaces', put(application(), 'spec.project', ' default '), [
        'spec.project =  default ',
      ]),
      denies('none', put(application(), 'spec.project', undefined), ['spec.project = missing']),
      denies('an empty one', put(application(), 'spec.project', ''), ['spec.project = empty']),
      denies('no spec', put(application(), 'spec', undefined), ['spec.project = missing']),
      allows('an ApplicationSet', applicationSet()),
      denies('the template', put(applicationSet(), `${template}.project`, 'default'), [
        `${template}.project = default`,
      ]),
      allows(
        "a generator's template without one",
        put(applicationSet(), 'spec.generators', [{ list: { template: { spec: {} } } }]),
      ),
      denies(
        "a generator's template",
        put(applicationSet(), 'spec.generators', [{ list: { template: { spec: { project: 'default' } } } }]),
        ['spec.generators[0].list.template.spec.project = default'],
      ),
    ],
  },
  {
    rule: 'project-default-empty',
    rows: [
      allows('another project', project()),
      allows('emptied', emptied()),
      allows('without the keys', put(emptied(), 'spec', {})),
      denies(
        'as Argo CD makes it',
        put(emptied(), 'spec', {
          sourceRepos: ['*'],
          destinations: [{ server: '*', namespace: '*' }],
          sourceNamespaces: ['*'],
          clusterResourceWhitelist: [{ group: '*', kind: '*' }],
        }),
        [
          'spec.sourceRepos = ["*"]',
          'spec.destinations = [{"server":"*","namespace":"*"}]',
          'spec.sourceNamespaces = ["*"]',
          'spec.clusterResourceWhitelist = [{"group":"*","kind":"*"}]',
        ],
      ),
      denies('a wrong type', put(emptied(), 'spec.sourceRepos', 7), ['spec.sourceRepos = 7']),
    ],
  },
  {
    rule: 'project-protects-argocd',
    rows: [
      allows('another namespace', application()),
      allows(
        'the root',
        put(put(application(), 'spec.project', 'root'), 'spec.destination.namespace', 'argocd'),
      ),
      denies("Argo CD's own", put(application(), 'spec.destination.namespace', 'argocd'), [
        'spec.destination.namespace = argocd',
      ]),
      allows('no destination', put(application(), 'spec.destination', undefined)),
      denies('an ApplicationSet', put(applicationSet(), `${template}.destination.namespace`, 'argocd'), [
        `${template}.destination.namespace = argocd`,
      ]),
      denies(
        'a configured namespace',
        put(application(), 'spec.destination.namespace', 'gitops'),
        ['spec.destination.namespace = gitops'],
        { config: { namespace: 'gitops' } },
      ),
      allows(
        'a configured root',
        put(put(application(), 'spec.project', 'top'), 'spec.destination.namespace', 'argocd'),
        { config: { rootProject: 'top' } },
      ),
      allows('a project without it', project()),
      denies(
        'a project with it',
        put(project(), 'spec.destinations', [{ server: CLUSTER, namespace: 'hello' }, OWN]),
        ['spec.destinations[1].namespace = argocd'],
      ),
      allows('the root project', root()),
      allows(
        'the root project of something else',
        put(put(root(), 'spec.destinations', []), 'spec.namespaceResourceWhitelist', undefined),
      ),
      denies(
        'the root with cluster kinds',
        put(root(), 'spec.clusterResourceWhitelist', [{ group: '', kind: 'Namespace' }]),
        ['spec.clusterResourceWhitelist = [{"group":"","kind":"Namespace"}]'],
      ),
      denies('the root with every kind', put(root(), 'spec.namespaceResourceWhitelist', undefined), [
        'spec.namespaceResourceWhitelist = missing',
      ]),
      denies('the root with an empty list', put(root(), 'spec.namespaceResourceWhitelist', []), [
        'spec.namespaceResourceWhitelist = []',
      ]),
      denies(
        'the root with other kinds',
        put(root(), 'spec.namespaceResourceWhitelist', [
          ...KINDS,
          { group: '', kind: 'Secret' },
          { group: 'argoproj.io', kind: 'AppProject' },
          { group: 'x', kind: 'Application' },
        ]),
        [
          'spec.namespaceResourceWhitelist[2] = {"group":"","kind":"Secret"}',
          'spec.namespaceResourceWhitelist[3] = {"group":"argoproj.io","kind":"AppProject"}',
          'spec.namespaceResourceWhitelist[4] = {"group":"x","kind":"Application"}',
        ],
      ),
      denies('a wrong type', put(root(), 'spec.namespaceResourceWhitelist', [7]), [
        'spec.namespaceResourceWhitelist[0] = 7',
      ]),
    ],
  },
];
