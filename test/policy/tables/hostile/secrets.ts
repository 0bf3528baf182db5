import { type Subject, TYPE } from '../../../../policy/core/subject';
import { SECRET } from '../../../../policy/core/values';
import { configMap, provider, put, REPOSITORY, release, repositorySecret } from '../../support/resources';
import { allows, denies, type Table } from '../../support/table';

const EVIL = 'https://github.com/org-evil/x';
const LABELS = { 'argocd.argoproj.io/secret-type': 'repository' };
const template = (data: object, more: object = {}) => ({ metadata: { labels: LABELS }, data, ...more });
const DATA = { url: REPOSITORY, project: 'apps' };
const external = (target: object): Subject => ({
  type: TYPE.externalSecret,
  props: { spec: { target: { template: target } } },
});
const everywhere = (target: object): Subject => ({
  type: TYPE.clusterExternalSecret,
  props: { spec: { externalSecretSpec: { target: { template: target } } } },
});
const sealed = (target: object): Subject => ({
  type: TYPE.sealedSecret,
  props: { spec: { template: target } },
});
const AT = 'spec.target.template';
const cm = (key: string, value: unknown) => put(release(), ['values', 'configs', 'cm', key], value);
const login = (githubAppEnterpriseBaseUrl: string, url = 'https://ghe.example.com/a/b') =>
  put(
    put(repositorySecret(), 'stringData.githubAppEnterpriseBaseUrl', githubAppEnterpriseBaseUrl),
    'stringData.url',
    url,
  );
const LOGIN = 'stringData.githubAppEnterpriseBaseUrl';
const CONTEXTS = { config: { contexts: ['argo-bootstrap-production'] } };

/** Credentials and connections by other ways than a labelled Secret. */
export const hostileSecrets: readonly Table[] = [
  {
    rule: 'repository-allowed',
    rows: [
      allows('a listed repository by an operator', external(template(DATA))),
      denies('another one by an operator', external(template({ ...DATA, url: EVIL })), [
        `${AT}.data.url = ${EVIL}`,
      ]),
      denies(
        'by an older version of the operator',
        {
          ...external(template({ ...DATA, url: EVIL })),
          type: 'kubernetes:external-secrets.io/v1beta1:ExternalSecret',
        },
        [`${AT}.data.url = ${EVIL}`],
      ),
      denies(
        'an address that only the operator sees',
        external(template({ url: '{{ .url }}', project: 'apps' })),
        [`${AT}.data.url = {{ .url }}`],
      ),
      denies('for every namespace', everywhere(template({ ...DATA, url: EVIL })), [
        `spec.externalSecretSpec.target.template.data.url = ${EVIL}`,
      ]),
      denies('sealed', sealed({ metadata: { labels: LABELS } }), ['spec.template.data.url = missing']),
      denies(
        'labels from elsewhere',
        external({ templateFrom: [{ target: 'Data' }, { target: 'Labels' }] }),
        [`${AT}.data.url = missing`],
      ),
      allows(
        'an operator that makes another Secret',
        external({ data: { url: EVIL }, templateFrom: [{ target: 'Data' }] }),
      ),
      allows(
        'a label that every object has',
        external({ metadata: { labels: { 'argocd.argoproj.io/secret-type': 'constructor' } } }),
      ),
    ],
  },
  {
    rule: 'repository-verified',
    rows: [
      denies('insecure by an operator', external(template({ ...DATA, insecure: 'true' })), [
        `${AT}.data.insecure = true`,
      ]),
      denies('fields that the operator merges', external(template(DATA, { mergePolicy: 'Merge' })), [
        `${AT}.mergePolicy = Merge`,
      ]),
      allows(
        'fields that it replaces',
        external(template(DATA, { mergePolicy: 'Replace', templateFrom: [] })),
      ),
      denies('fields from elsewhere', external(template(DATA, { templateFrom: [{}] })), [
        `${AT}.templateFrom = [{}]`,
      ]),
      allows('a log-in at the host of the repository', login('https://ghe.example.com/api/v3')),
      allows('a log-in at its API', login('https://api.ghe.example.com')),
      allows(
        'a log-in for an ssh address',
        login('https://ghe.example.com:8443/api', 'ssh://git@ghe.example.com/a/b'),
      ),
      denies('a log-in elsewhere', login('https://evil.example/api/v3'), [
        `${LOGIN} = https://evil.example/api/v3`,
      ]),
      denies('a log-in without TLS', login('http://ghe.example.com/api/v3'), [
        `${LOGIN} = http://ghe.example.com/api/v3`,
      ]),
      denies('a log-in with a name in front', login('https://ghe.example.com@evil.example/x'), [
        `${LOGIN} = https://***@evil.example/x`,
      ]),
      denies('a log-in whose name only starts so', login('https://ghe.example.com.evil.example/x'), [
        `${LOGIN} = https://ghe.example.com.evil.example/x`,
      ]),
      denies('a log-in of no known host', login('https://ghe.example.com', 'nothing'), [
        `${LOGIN} = https://ghe.example.com`,
      ]),
      denies(
        'a repository by an unusual scheme',
        login('https://ghe.example.com', 'git+ssh://git@ghe.example.com/a'),
        [`${LOGIN} = https://ghe.example.com`],
      ),
      denies('a log-in by an unusual scheme', login('xhttps://ghe.example.com'), [
        `${LOGIN} = xhttps://ghe.example.com`,
      ]),
      denies('neither host known', login('nothing', 'nothing'), [`${LOGIN} = nothing`]),
    ],
  },
  {
    rule: 'repository-proxy',
    rows: [
      denies('a proxy by an operator', external(template({ ...DATA, proxy: 'http://evil.example' })), [
        `${AT}.data.proxy = http://evil.example`,
      ]),
    ],
  },
  {
    rule: 'repository-scoped',
    rows: [
      denies('no project by an operator', external(template({ url: REPOSITORY })), [
        `${AT}.data.project = missing`,
      ]),
      ...['repositories', 'repository.credentials', 'helm.repositories'].flatMap((key) => [
        denies(`${key} in argocd-cm`, configMap('argocd-cm', { [key]: '- url: x' }), [
          `data${/\./.test(key) ? `["${key}"]` : `.${key}`} = ${key}`,
        ]),
        allows(`${key} in another ConfigMap`, configMap('other', { [key]: '- url: x' })),
      ]),
      denies('repositories in the values for argocd-cm', cm('repositories', 'x'), [
        'values.configs.cm.repositories = repositories',
      ]),
      allows('an empty key of old', cm('repositories', '')),
    ],
  },
  {
    rule: 'secrets-encrypted',
    rows: [
      denies('a password for a chart repository', put(release(), 'repositoryOpts.password', 'x'), [
        'repositoryOpts.password = password',
      ]),
      allows('a secret one', put(release(), 'repositoryOpts.password', SECRET)),
      ...[
        'githubSecret',
        'gitlabSecret',
        'bitbucketServerSecret',
        'gogsSecret',
        'gcpServiceAccountKey',
        'tlsClientCertKey',
      ].map((key) =>
        denies(key, put(release(), `values.configs.secret.${key}`, 'x'), [
          `values.configs.secret.${key} = ${key}`,
        ]),
      ),
      denies(
        'a variable of a container',
        put(release(), 'values.repoServer.env', [
          { name: 'GIT_TOKEN', value: 'x' },
          { name: 'X', value: 'x' },
        ]),
        ['values.repoServer.env[0].value = value'],
      ),
      allows(
        'a secret variable',
        put(release(), 'values.repoServer.env', [{ name: 'GIT_TOKEN', value: SECRET }]),
      ),
      denies('within a text of settings', cm('oidc.config', 'name: x\nclientSecret: abc\n'), [
        'values.configs.cm["oidc.config"] = oidc.config',
      ]),
      denies('within a list in a text', cm('dex.config', 'connectors:\n  - bindPW: "abc"\n'), [
        'values.configs.cm["dex.config"] = dex.config',
      ]),
      allows(
        'the name of a key of a Secret',
        cm('oidc.config', 'clientSecret: $oidc:secret\nclientSecret: "$x"\nclientSecret:\n'),
      ),
      allows('a comment', cm('oidc.config', '# clientSecret: abc')),
      denies('within the ConfigMap', configMap('argocd-cm', { 'oidc.config': 'clientSecret: abc' }), [
        'data["oidc.config"] = oidc.config',
      ]),
      allows('within another ConfigMap', configMap('other', { 'oidc.config': 'clientSecret: abc' })),
      allows('a setting of a wrong type', cm('oidc.config', { clientID: 'x' })),
      denies(
        'a Secret by its bare version',
        { type: 'kubernetes:v1:Secret', props: { stringData: { a: 'x' } } },
        ['stringData.a = a'],
      ),
    ],
  },
  {
    rule: 'provider-context',
    rows: [
      denies('another cluster of the kubeconfig', put(provider(), 'cluster', 'x'), ['cluster = x'], CONTEXTS),
      denies(
        'a folder instead of a cluster',
        put(provider(), 'renderYamlToDirectory', 'x'),
        ['renderYamlToDirectory = x'],
        CONTEXTS,
      ),
      allows('neither', put(provider(), 'cluster', ''), CONTEXTS),
    ],
  },
];
