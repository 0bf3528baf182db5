import type { Subject } from '../../../policy/core/subject';
import {
  application,
  applicationSet,
  COMMIT,
  project,
  put,
  REPOSITORY,
  release,
  repositorySecret,
} from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const EVIL = 'https://github.com/org-evil/argo-bootstrap';
const PLATFORM = 'https://github.com/example-org/platform-only';
const HTTP = 'http://github.com/example-org/argo-bootstrap';
const USER = 'https://user:pass@github.com/example-org/argo-bootstrap';
const source = (repoURL: string) => ({ repoURL, targetRevision: COMMIT, path: '.' });
const configs = 'values.configs';
const encoded = (value: string) => Buffer.from(value).toString('base64');
const asData = (url: string) =>
  put(put(repositorySecret(), 'stringData', undefined), 'data', { url: encoded(url) });

/** Uses of another project's repository, besides the template's own. */
const USES: readonly [string, Subject][] = [
  [
    'spec.generators[0].git.repoURL',
    put(applicationSet(), 'spec.generators', [{ git: { repoURL: PLATFORM } }]),
  ],
  [
    'spec.generators[0].list.template.spec.source.repoURL',
    put(applicationSet(), 'spec.generators', [
      { list: { template: { spec: { source: source(PLATFORM) } } } },
    ]),
  ],
  ['spec.templatePatch', put(applicationSet(), 'spec.templatePatch', `repoURL: ${PLATFORM}`)],
];

export const repositories: readonly Table[] = [
  {
    rule: 'repository-allowed',
    rows: [
      allows('the source of an Application', application()),
      allows('spelt otherwise', put(application(), 'spec.source.repoURL', `${REPOSITORY.toUpperCase()}.git`)),
      allows(
        'a chart repository of the project',
        put(
          put(application(), 'spec.project', 'platform'),
          'spec.source.repoURL',
          'https://charts.jetstack.io',
        ),
      ),
      allows(
        'a registry of the project',
        put(
          put(application(), 'spec.project', 'platform'),
          'spec.source.repoURL',
          'oci://ghcr.io/argoproj/argo-helm',
        ),
      ),
      denies('another organisation', put(application(), 'spec.source.repoURL', EVIL), [
        `spec.source.repoURL = ${EVIL}`,
      ]),
      denies(
        'a chart repository of another project',
        put(application(), 'spec.source.repoURL', 'https://charts.jetstack.io'),
        ['spec.source.repoURL = https://charts.jetstack.io'],
      ),
      denies('a repository of another project', put(application(), 'spec.project', 'platform2'), [
        `spec.source.repoURL = ${REPOSITORY}`,
      ]),
      denies('a wrong type', put(application(), 'spec.source.repoURL', 7), ['spec.source.repoURL = 7']),
      denies('no address', put(application(), 'spec.source.repoURL', undefined), [
        'spec.source.repoURL = missing',
      ]),
      denies(
        'several sources',
        put(put(application(), 'spec.source', undefined), 'spec.sources', [
          source(REPOSITORY),
          source(EVIL),
          source(EVIL),
        ]),
        [`spec.sources[0].repoURL = ${EVIL}`.replace('[0]', '[1]'), `spec.sources[2].repoURL = ${EVIL}`],
      ),
      denies('a dry source', put(application(), 'spec.sourceHydrator', { drySource: source(EVIL) }), [
        `spec.sourceHydrator.drySource.repoURL = ${EVIL}`,
      ]),
      denies(
        'a running sync',
        put(application(), 'operation', { sync: { source: source(EVIL), sources: [source(EVIL)] } }),
        [`operation.sync.source.repoURL = ${EVIL}`, `operation.sync.sources[0].repoURL = ${EVIL}`],
      ),
      denies(
        'kustomize patches',
        put(application(), 'spec.source.kustomize', {
          patches: [
            {
              patch: `- op: replace\n  path: /spec/source/repoURL\n  value: ${EVIL}\n- op: test\n  path: /spec/source/repoURL\n  value: file:///x\n- op: add\n  path: /spec/source/path\n  value: x\n`,
            },
            { patch: `spec:\n  source:\n    repoURL: ${EVIL}\n` },
            { patch: `- op: add\n  path: /spec/source\n  value: {repoURL: "${EVIL}"}\n` },
            { patch: `spec:\n  repoURL: ${REPOSITORY}\n  source: {repoURL: "${PLATFORM}"}\n` },
            { patch: `- path: /spec/source/repoURL\n  value: ${EVIL}\n` },
            { patch: `- op: add\n  path: /spec/source/repoURLs\n  value: ${EVIL}\n` },
            { patch: '{ not: yaml' },
            { patch: 7 },
          ],
        }),
        [
          ...[0, 1, 2].map((index) => `spec.source.kustomize.patches[${index}].patch = ${EVIL}`),
          `spec.source.kustomize.patches[3].patch = ${PLATFORM}`,
        ],
      ),
      ...USES.flatMap(([field, subject]) => [
        denies(`another project's: ${field}`, subject, [`${field} = ${PLATFORM}`]),
        allows(`the project's own: ${field}`, put(subject, 'spec.template.spec.project', 'platform')),
      ]),
      allows(
        "the project's own in a running sync",
        put(application(), 'operation', { sync: { source: source(REPOSITORY) } }),
      ),
      denies(
        "another project's in a running sync",
        put(application(), 'operation', { sync: { source: source(PLATFORM) } }),
        [`operation.sync.source.repoURL = ${PLATFORM}`],
      ),
      allows('an ApplicationSet', applicationSet()),
      denies(
        'the template of an ApplicationSet',
        put(applicationSet(), 'spec.template.spec.source.repoURL', '{{ .repo }}'),
        ['spec.template.spec.source.repoURL = {{ .repo }}'],
      ),
      denies(
        'generators, however deep',
        put(applicationSet(), 'spec.generators', [
          { git: { repoURL: EVIL }, selector: { matchLabels: {} } },
          {
            matrix: {
              generators: [
                { git: { repoURL: EVIL } },
                { merge: { generators: [{ git: { repoURL: EVIL } }] } },
              ],
            },
          },
        ]),
        [
          `spec.generators[0].git.repoURL = ${EVIL}`,
          `spec.generators[1].matrix.generators[0].git.repoURL = ${EVIL}`,
          `spec.generators[1].matrix.generators[1].merge.generators[0].git.repoURL = ${EVIL}`,
        ],
      ),
      denies('a generator without address', put(applicationSet(), 'spec.generators', [{ git: {} }]), [
        'spec.generators[0].git.repoURL = missing',
      ]),
      denies(
        'the template of a generator',
        put(applicationSet(), 'spec.generators', [
          { list: { elements: [], template: { spec: { source: source(EVIL) } } } },
          { list: { template: { metadata: {} } } },
          { list: { template: { spec: { source: source(REPOSITORY) } } } },
        ]),
        [`spec.generators[0].list.template.spec.source.repoURL = ${EVIL}`],
      ),
      denies(
        'a templatePatch',
        put(applicationSet(), 'spec.templatePatch', `spec:\n  source:\n    repoURL: "${EVIL}"\n  {{ if x }}`),
        [`spec.templatePatch = ${EVIL}`],
      ),
      denies(
        'a templatePatch in flow style',
        put(applicationSet(), 'spec.templatePatch', `{spec: {source: {'repoURL': '${EVIL}', path: x}}}`),
        [`spec.templatePatch = ${EVIL}`],
      ),
      allows(
        'a templatePatch with a listed one',
        put(applicationSet(), 'spec.templatePatch', `repoURL: ${REPOSITORY}`),
      ),
      allows('a templatePatch of another type', put(applicationSet(), 'spec.templatePatch', 7)),
      allows('a project', project()),
      denies(
        'a project with a repository of another',
        put(project(), 'spec.sourceRepos', [
          REPOSITORY,
          'https://github.com/example-org/platform-only',
          EVIL,
        ]),
        [
          'spec.sourceRepos[1] = https://github.com/example-org/platform-only',
          `spec.sourceRepos[2] = ${EVIL}`,
        ],
      ),
      denies('a project without name', put(project(), 'metadata', undefined), [
        `spec.sourceRepos[0] = ${REPOSITORY}`,
      ]),
      denies('a project that nothing is listed for', project('other'), [
        `spec.sourceRepos[0] = ${REPOSITORY}`,
      ]),
      allows('a project without repositories', put(project(), 'spec.sourceRepos', undefined)),
      allows('a repository Secret', repositorySecret()),
      denies('a Secret of another repository', put(repositorySecret(), 'stringData.url', EVIL), [
        `stringData.url = ${EVIL}`,
      ]),
      denies('a Secret of another project', put(repositorySecret(), 'stringData.project', 'root2'), [
        `stringData.url = ${REPOSITORY}`,
      ]),
      allows('a Secret without project', put(repositorySecret(), 'stringData.project', undefined)),
      denies('an encoded Secret', asData(EVIL), [`data.url = ${encoded(EVIL)}`.replace(encoded(EVIL), EVIL)]),
      allows('an encoded Secret of a listed repository', asData(REPOSITORY)),
      denies(
        'a Secret of a wrong type',
        put(put(repositorySecret(), 'stringData', undefined), 'data', { url: 7 }),
        ['data.url = 7'],
      ),
      denies(
        'stringData before data',
        put(repositorySecret(), 'stringData.url', EVIL) &&
          put(put(repositorySecret(), 'stringData.url', EVIL), 'data', { url: encoded(REPOSITORY) }),
        [`stringData.url = ${EVIL}`],
      ),
      denies('a Secret without address', put(repositorySecret(), 'stringData.url', undefined), [
        'stringData.url = missing',
      ]),
      denies(
        'a template of credentials',
        put(
          put(repositorySecret(), 'stringData.url', 'https://github.com/'),
          ['metadata', 'labels', 'argocd.argoproj.io/secret-type'],
          'repo-creds',
        ),
        ['stringData.url = https://github.com/'],
      ),
      denies(
        'credentials to write with',
        put(
          put(repositorySecret(), 'stringData.url', EVIL),
          ['metadata', 'labels', 'argocd.argoproj.io/secret-type'],
          'repository-write',
        ),
        [`stringData.url = ${EVIL}`],
      ),
      allows(
        'another Secret',
        put(put(repositorySecret(), 'stringData.url', EVIL), ['metadata', 'labels'], undefined),
      ),
      denies(
        'repositories in chart values',
        put(
          put(release(), `${configs}.repositories`, { a: { url: EVIL }, b: { url: REPOSITORY } }),
          `${configs}.credentialTemplates`,
          { c: { url: EVIL } },
        ),
        [`values.configs.repositories.a.url = ${EVIL}`, `values.configs.credentialTemplates.c.url = ${EVIL}`],
      ),
      allows(
        'the values of another chart',
        put(put(release(), `${configs}.repositories`, { a: { url: EVIL } }), 'chart', 'other'),
      ),
      denies(
        'an extra object of a release',
        put(release(), 'values.extraObjects', [
          application().props,
          put(application(), 'spec.source.repoURL', EVIL).props,
        ]),
        [`values.extraObjects[1].spec.source.repoURL = ${EVIL}`],
      ),
      allows(
        'extra objects that are none',
        put(release(), 'values.extraObjects', [
          'text',
          { kind: 'Application' },
          { apiVersion: 'argoproj.io/v1alpha1' },
        ]),
      ),
      denies('an unknown environment', application(), [`spec.source.repoURL = ${REPOSITORY}`], {
        environment: 'dev',
      }),
      allows(
        'a waived finding',
        put(application(), 'spec.source.repoURL', 'https://github.com/example-org/experiment'),
        { environment: 'staging' },
      ),
      denies(
        'a waiver of another environment',
        put(application(), 'spec.source.repoURL', 'https://github.com/example-org/experiment'),
        ['spec.source.repoURL = https://github.com/example-org/experiment'],
      ),
      denies('credentials are not shown', put(application(), 'spec.source.repoURL', USER), [
        'spec.source.repoURL = https://***@github.com/example-org/argo-bootstrap',
      ]),
    ],
  },
  {
    rule: 'repository-transport',
    rows: [
      ...[
        REPOSITORY,
        'HTTPS://github.com/x/y',
        'ssh://git@github.com/x/y',
        'git@github.com:x/y',
        'oci://ghcr.io/x/y',
        'file:///workspace',
        ' https://github.com/x/y ',
      ].map((url) => allows(url, put(application(), 'spec.source.repoURL', url))),
      ...[
        HTTP,
        'git://github.com/x/y',
        'ftp://x/y',
        'github.com/x/y',
        'ext::sh -c id',
        '{{ .repo }}',
        '/srv/repo',
        'a/b@c:d',
      ].map((url) =>
        denies(url, put(application(), 'spec.source.repoURL', url), [`spec.source.repoURL = ${url}`]),
      ),
      denies(
        'git over ssh by an unusual name',
        put(application(), 'spec.source.repoURL', 'git+ssh://git@github.com/x/y'),
        ['spec.source.repoURL = git+ssh://***@github.com/x/y'],
      ),
      denies('a password', put(application(), 'spec.source.repoURL', USER), [
        'spec.source.repoURL = https://***@github.com/example-org/argo-bootstrap',
      ]),
      denies(
        'a user name that looks like a host',
        put(application(), 'spec.source.repoURL', 'https://github.com@evil.example/x'),
        ['spec.source.repoURL = https://***@evil.example/x'],
      ),
      denies(
        'a password in an ssh address',
        put(application(), 'spec.source.repoURL', 'ssh://git:pass@github.com/x'),
        ['spec.source.repoURL = ssh://***@github.com/x'],
      ),
      denies(
        'a password in an scp address',
        put(application(), 'spec.source.repoURL', 'git:pass@github.com:x/y'),
        ['spec.source.repoURL = git:***@github.com:x/y'],
      ),
      denies('a token in the query', put(application(), 'spec.source.repoURL', `${REPOSITORY}?token=abc`), [
        `spec.source.repoURL = ${REPOSITORY}?***`,
      ]),
      allows('an @ in the path', put(application(), 'spec.source.repoURL', 'https://github.com/x/y@v1')),
      allows('an @ behind the host', put(application(), 'spec.source.repoURL', 'ssh://host/git:x@y')),
      ...[
        'https://g\u0130thub.com/x/y',
        'https://github.com/\u212a',
        '\u202ehttps://github.com/x',
        'https://github.com/a b',
      ].map((url) =>
        denies(`${JSON.stringify(url)}`, put(application(), 'spec.source.repoURL', url), [
          `spec.source.repoURL = ${url}`,
        ]),
      ),
      denies('no address', put(application(), 'spec.source.repoURL', undefined), [
        'spec.source.repoURL = missing',
      ]),
      denies('a wrong type', put(application(), 'spec.source.repoURL', ['x']), [
        'spec.source.repoURL = ["x"]',
      ]),
      denies('a project', put(project(), 'spec.sourceRepos', [HTTP]), [`spec.sourceRepos[0] = ${HTTP}`]),
      denies('a Secret', put(repositorySecret(), 'stringData.url', HTTP), [`stringData.url = ${HTTP}`]),
    ],
  },
  {
    rule: 'repository-local-only',
    rows: [
      allows('https in production', application()),
      allows('file in local', put(application(), 'spec.source.repoURL', 'file:///workspace'), {
        environment: 'local',
      }),
      ...['file:///workspace', 'FILE:///workspace', ' file:/workspace', '/srv/repo', './repo', '../repo'].map(
        (url) =>
          denies(url, put(application(), 'spec.source.repoURL', url), [`spec.source.repoURL = ${url}`]),
      ),
      denies(
        'file in staging',
        put(application(), 'spec.source.repoURL', 'file:///workspace'),
        ['spec.source.repoURL = file:///workspace'],
        { environment: 'staging' },
      ),
      allows('file where configured', put(application(), 'spec.source.repoURL', 'file:///x'), {
        config: { environments: ['production'] },
      }),
      denies(
        'local where not configured',
        put(application(), 'spec.source.repoURL', 'file:///x'),
        ['spec.source.repoURL = file:///x'],
        { environment: 'local', config: { environments: [] } },
      ),
      denies('a project', put(project(), 'spec.sourceRepos', ['file:///workspace']), [
        'spec.sourceRepos[0] = file:///workspace',
      ]),
      allows('no address', put(application(), 'spec.source.repoURL', undefined)),
      allows('a wrong type', put(application(), 'spec.source.repoURL', 7)),
    ],
  },
  {
    rule: 'repository-verified',
    rows: [
      allows('nothing about it', repositorySecret()),
      allows('switched off', put(repositorySecret(), 'stringData.insecure', 'false')),
      denies('insecure', put(repositorySecret(), 'stringData.insecure', 'true'), [
        'stringData.insecure = true',
      ]),
      denies(
        'every such field',
        put(
          put(
            put(repositorySecret(), 'stringData.insecure', 'TRUE'),
            'stringData.insecureIgnoreHostKey',
            '1',
          ),
          'stringData.insecureOCIForceHttp',
          ' t ',
        ),
        [
          'stringData.insecure = TRUE',
          'stringData.insecureIgnoreHostKey = 1',
          'stringData.insecureOCIForceHttp =  t ',
        ],
      ),
      denies('an encoded field', put(repositorySecret(), 'data', { insecure: encoded('true') }), [
        'data.insecure = true',
      ]),
      allows('a word that is no boolean', put(repositorySecret(), 'stringData.insecure', 'maybe')),
      allows('a wrong type', put(repositorySecret(), 'stringData.insecure', { a: 1 })),
      denies(
        'chart values',
        put(release(), `${configs}.repositories`, { a: { url: REPOSITORY, insecure: true } }),
        ['values.configs.repositories.a.insecure = true'],
      ),
      allows(
        'another Secret',
        put(put(repositorySecret(), 'stringData.insecure', 'true'), 'metadata.labels', undefined),
      ),
    ],
  },
  {
    rule: 'repository-proxy',
    rows: [
      allows('none', repositorySecret()),
      allows('an empty one', put(repositorySecret(), 'stringData.proxy', '')),
      denies('one', put(repositorySecret(), 'stringData.proxy', 'http://proxy:3128'), [
        'stringData.proxy = http://proxy:3128',
      ]),
      denies('one with a password', put(repositorySecret(), 'stringData.proxy', 'http://u:p@proxy:3128'), [
        'stringData.proxy = http://***@proxy:3128',
      ]),
      denies('a wrong type', put(repositorySecret(), 'stringData.proxy', 7), ['stringData.proxy = 7']),
      allows('a configured one', put(repositorySecret(), 'stringData.proxy', 'http://proxy:3128'), {
        config: { proxies: ['http://proxy:3128'] },
      }),
      denies(
        'another than the configured',
        put(repositorySecret(), 'stringData.proxy', 'http://other'),
        ['stringData.proxy = http://other'],
        { config: { proxies: ['http://proxy:3128'] } },
      ),
    ],
  },
  {
    rule: 'repository-scoped',
    rows: [
      allows('a project', repositorySecret()),
      denies('no project', put(repositorySecret(), 'stringData.project', undefined), [
        'stringData.project = missing',
      ]),
      denies('an empty project', put(repositorySecret(), 'stringData.project', ''), [
        'stringData.project = empty',
      ]),
      denies('a wrong type', put(repositorySecret(), 'stringData.project', 7), ['stringData.project = 7']),
      denies(
        'a template',
        put(
          put(repositorySecret(), 'stringData.project', undefined),
          ['metadata', 'labels', 'argocd.argoproj.io/secret-type'],
          'repo-creds',
        ),
        [` = ${REPOSITORY}`],
      ),
      denies(
        'a template to write with',
        put(repositorySecret(), ['metadata', 'labels', 'argocd.argoproj.io/secret-type'], 'repo-write-creds'),
        [` = ${REPOSITORY}`],
      ),
      denies(
        'chart values',
        put(
          put(release(), `${configs}.repositories`, { a: { url: REPOSITORY } }),
          `${configs}.credentialTemplates`,
          { b: { url: 'https://github.com/' } },
        ),
        [
          'values.configs.repositories.a.project = missing',
          'values.configs.credentialTemplates.b = https://github.com/',
        ],
      ),
      allows(
        'another Secret',
        put(put(repositorySecret(), 'stringData.project', undefined), 'metadata.labels', undefined),
      ),
    ],
  },
];
