import { application, applicationSet, COMMIT, put, REPOSITORY } from '../../support/resources';
import { allows, denies, type Table } from '../../support/table';

const EVIL = 'https://github.com/org-evil/x';
const FILE = 'https://evil.example/values.yaml';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
const source = (path: string, value: unknown) => put(application(), `spec.source.${path}`, value);
const hydrator = (syncSource: object) =>
  put(put(application(), 'spec.source', undefined), 'spec.sourceHydrator', {
    drySource: { repoURL: REPOSITORY, targetRevision: COMMIT, path: '.' },
    syncSource,
  });
const generators = (...list: unknown[]) => put(applicationSet(), 'spec.generators', list);
/** A generator two levels down, where the API server prunes nothing and Argo CD reads keys in any letter case. */
const inner = (generator: object) =>
  generators({ matrix: { generators: [{ matrix: { GENERATORS: [generator] } }] } });
const INNER = 'spec.generators[0].matrix.generators[0].matrix.GENERATORS[0]';
const patch = (text: unknown) => put(applicationSet(), 'spec.templatePatch', text);
const charts = (repoURL: string, chart: unknown) =>
  put(
    put(put(application(), 'spec.project', 'platform'), 'spec.source.repoURL', repoURL),
    'spec.source.chart',
    chart,
  );

/** Sources, revisions and deletions where nobody looks for them. */
export const hostileApplications: readonly Table[] = [
  {
    rule: 'repository-allowed',
    rows: [
      denies(
        'values files by address',
        source('helm', {
          valueFiles: ['a.yaml', FILE, ' HTTP://x/y', '$ref/b.yaml', '/c.yaml', 'd/e:f.yaml'],
        }),
        [`spec.source.helm.valueFiles[1] = ${FILE}`, 'spec.source.helm.valueFiles[2] =  HTTP://x/y'],
      ),
      denies(
        'file parameters by address',
        source('helm', { fileParameters: [{ name: 'a', path: FILE }, { name: 'b', path: 'b' }, 7] }),
        [`spec.source.helm.fileParameters[0].path = ${FILE}`],
      ),
      denies(
        'remote components of kustomize',
        source('kustomize', {
          components: [
            '../a',
            'b/c',
            './d.e/f',
            'github.com/org-evil/x//y',
            'git@github.com:org-evil/x',
            'https://evil.example/x',
            7,
          ],
        }),
        [
          'spec.source.kustomize.components[3] = github.com/org-evil/x//y',
          'spec.source.kustomize.components[4] = git@github.com:org-evil/x',
          'spec.source.kustomize.components[5] = https://evil.example/x',
        ],
      ),
      denies(
        'the repository that a hydrator writes to',
        hydrator({ targetBranch: 'x', path: 'y', repoURL: EVIL }),
        [`spec.sourceHydrator.syncSource.repoURL = ${EVIL}`],
      ),
      allows('a hydrator that stays in its repository', hydrator({ targetBranch: 'x', path: 'y' })),
      denies('a generator deep inside, in other letters', inner({ Git: { RepoURL: EVIL } }), [
        `${INNER}.Git.RepoURL = ${EVIL}`,
      ]),
      denies('a generator with both spellings', inner({ git: { repoURL: REPOSITORY, repourl: EVIL } }), [
        `${INNER}.git.repourl = ${EVIL}`,
      ]),
    ],
  },
  {
    rule: 'chart-source-allowed',
    rows: [
      allows('a listed chart of a listed repository', charts('https://charts.jetstack.io', 'cert-manager')),
      denies('another chart of a listed repository', charts('https://charts.jetstack.io', 'trust-manager'), [
        'spec.source.chart = trust-manager',
      ]),
      denies('another spelling of the repository', charts('HTTPS://charts.jetstack.io', 'trust-manager'), [
        'spec.source.chart = trust-manager',
      ]),
      denies('a chart of a wrong type', charts('https://charts.jetstack.io', 7), ['spec.source.chart = 7']),
      denies(
        'the template of an ApplicationSet',
        put(applicationSet(), 'spec.template.spec.source', {
          repoURL: 'https://charts.jetstack.io',
          chart: '{{ .chart }}',
        }),
        ['spec.template.spec.source.chart = {{ .chart }}'],
      ),
      allows('an Application without chart', application()),
      allows('a listed repository without chart', charts('https://charts.jetstack.io', undefined)),
      allows('a repository that is not listed, which another rule refuses', charts(EVIL, 'x')),
      allows('no repository at all', put(charts(EVIL, 'x'), 'spec.source.repoURL', undefined)),
      denies('a Chart component', { type: 'kubernetes:helm.sh/v3:Chart', props: {} }, ['chart = missing']),
      denies(
        'a Chart component of another version',
        { type: 'kubernetes:helm.sh/v4:Chart', props: { chart: 'oci://evil.example/x' } },
        ['chart = oci://evil.example'],
      ),
    ],
  },
  {
    rule: 'revision-pinned',
    rows: [
      denies('the branch that a hydrator writes to', hydrator({ targetBranch: 'main', path: 'y' }), [
        'spec.sourceHydrator.syncSource.targetBranch = main',
      ]),
      allows('the same in staging', hydrator({ targetBranch: 'main', path: 'y' }), {
        environment: 'staging',
      }),
      denies(
        'a generator deep inside, in other letters',
        inner({ git: { repoURL: REPOSITORY, Revision: 'main' } }),
        [`${INNER}.git.Revision = main`],
      ),
    ],
  },
  {
    rule: 'application-operation',
    rows: [
      allows('none', application()),
      allows('an ApplicationSet', put(applicationSet(), 'operation', {})),
      denies('manifests of its own', put(application(), 'operation', { sync: { manifests: ['{}'] } }), [
        'operation = {"sync":{"manifests":["{}"]}}',
      ]),
      denies('another revision', put(application(), 'operation', { sync: { revision: 'main' } }), [
        'operation = {"sync":{"revision":"main"}}',
      ]),
      denies('a wrong type', put(application(), 'operation', 7), ['operation = 7']),
    ],
  },
  {
    rule: 'application-finalizer',
    rows: [
      denies(
        "a generator's template in production",
        generators({ list: { template: { metadata: { finalizers: [FINALIZER] } } } }),
        [`spec.generators[0].list.template.metadata.finalizers[0] = ${FINALIZER}`],
      ),
    ],
  },
  {
    rule: 'applicationset-templating',
    rows: [
      denies(
        'an option that is taken back',
        put(applicationSet(), 'spec.goTemplateOptions', ['missingkey=error', 'missingkey=zero']),
        ['spec.goTemplateOptions = ["missingkey=error","missingkey=zero"]'],
      ),
      allows(
        'an option that comes last',
        put(applicationSet(), 'spec.goTemplateOptions', ['missingkey=zero', 'missingkey=error']),
      ),
      denies('options of a wrong type', put(applicationSet(), 'spec.goTemplateOptions', [7]), [
        'spec.goTemplateOptions = [7]',
      ]),
    ],
  },
  {
    rule: 'applicationset-patch',
    rows: [
      allows('none', applicationSet()),
      allows('an empty one', patch('')),
      denies('a key with an escape in it', patch('{"repo\\u0055RL": "x"}'), [
        'spec.templatePatch = {"repo\\u0055RL": "x"}',
      ]),
      denies('a key that a template makes', patch(`{{ "repo" }}URL: x`), [
        'spec.templatePatch = {{ "repo" }}URL: x',
      ]),
      denies('a wrong type', patch(7), ['spec.templatePatch = 7']),
      allows('as configured', patch('a: b'), { config: { allowed: true } }),
    ],
  },
  {
    rule: 'applicationset-generators',
    rows: [
      denies('deep inside, in other letters', inner({ PULLREQUEST: {} }), [
        `${INNER}.PULLREQUEST = pullRequest`,
      ]),
      denies('the other one in other letters', inner({ scmprovider: {} }), [
        `${INNER}.scmprovider = scmProvider`,
      ]),
    ],
  },
];
