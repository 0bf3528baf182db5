import { application, applicationSet, put } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
const withFinalizer = (name = FINALIZER) => put(application(), 'metadata.finalizers', ['other', name]);
const template = 'spec.template';
const LOCAL = { environment: 'local' };

export const applications: readonly Table[] = [
  {
    rule: 'application-finalizer',
    rows: [
      allows('production without', application()),
      denies('production with', withFinalizer(), [`metadata.finalizers[1] = ${FINALIZER}`]),
      denies('production in the background', withFinalizer(`${FINALIZER}/background`), [
        `metadata.finalizers[1] = ${FINALIZER}/background`,
      ]),
      allows('another finalizer', withFinalizer(`${FINALIZER}x`)),
      allows('a name before it', withFinalizer(`x${FINALIZER}`)),
      allows('a wrong type', put(application(), 'metadata.finalizers', 7)),
      allows('a wrong type inside', put(application(), 'metadata.finalizers', [7])),
      allows('staging with', withFinalizer(), { environment: 'staging' }),
      denies('staging without', application(), ['metadata.finalizers = missing'], { environment: 'staging' }),
      allows('local with', withFinalizer(), LOCAL),
      denies('local without', application(), ['metadata.finalizers = missing'], LOCAL),
      allows('any, without', application(), { ...LOCAL, config: { cascade: 'any' } }),
      allows('any, with', withFinalizer(), { config: { cascade: 'any' } }),
      allows('an ApplicationSet', applicationSet()),
      denies('its template', put(applicationSet(), `${template}.metadata.finalizers`, [FINALIZER]), [
        `${template}.metadata.finalizers[0] = ${FINALIZER}`,
      ]),
      denies('its template without', applicationSet(), [`${template}.metadata.finalizers = missing`], LOCAL),
      allows(
        "a generator's template completes it",
        put(put(applicationSet(), `${template}.metadata.finalizers`, [FINALIZER]), 'spec.generators', [
          { list: { template: { spec: {} } } },
        ]),
        LOCAL,
      ),
    ],
  },
  {
    rule: 'application-pruning',
    rows: [
      allows('prune', application()),
      denies('allowEmpty', put(application(), 'spec.syncPolicy.automated.allowEmpty', true), [
        'spec.syncPolicy.automated.allowEmpty = true',
      ]),
      allows('no allowEmpty', put(application(), 'spec.syncPolicy.automated.allowEmpty', false)),
      allows('no policy', put(application(), 'spec.syncPolicy', undefined)),
      allows(
        'wrong types',
        put(application(), 'spec.syncPolicy', { automated: 7, syncOptions: 'Replace=true' }),
      ),
      denies(
        'options',
        put(application(), 'spec.syncPolicy.syncOptions', ['Prune=true', 'Replace=true', 'Force=true']),
        ['spec.syncPolicy.syncOptions[1] = Replace=true', 'spec.syncPolicy.syncOptions[2] = Force=true'],
      ),
      denies(
        'options in staging',
        put(application(), 'spec.syncPolicy.syncOptions', ['Replace=true', 'Force=true']),
        ['spec.syncPolicy.syncOptions[0] = Replace=true', 'spec.syncPolicy.syncOptions[1] = Force=true'],
        { environment: 'staging' },
      ),
      allows('options in local', put(application(), 'spec.syncPolicy.syncOptions', ['Replace=true']), LOCAL),
      denies('no pruning, as configured', application(), ['spec.syncPolicy.automated.prune = true'], {
        config: { prune: false },
      }),
      allows('none, as configured', put(application(), 'spec.syncPolicy.automated.prune', false), {
        config: { prune: false },
      }),
      denies(
        'the template of an ApplicationSet',
        put(applicationSet(), `${template}.spec.syncPolicy.automated.allowEmpty`, true),
        [`${template}.spec.syncPolicy.automated.allowEmpty = true`],
      ),
    ],
  },
  {
    rule: 'applicationset-templating',
    rows: [
      allows('both', applicationSet()),
      allows(
        'with another option',
        put(applicationSet(), 'spec.goTemplateOptions', ['x', 'missingkey=error']),
      ),
      denies('no goTemplate', put(applicationSet(), 'spec.goTemplate', undefined), [
        'spec.goTemplate = missing',
      ]),
      denies('goTemplate as text', put(applicationSet(), 'spec.goTemplate', 'true'), [
        'spec.goTemplate = true',
      ]),
      denies('goTemplate off', put(applicationSet(), 'spec.goTemplate', false), ['spec.goTemplate = false']),
      denies('no options', put(applicationSet(), 'spec.goTemplateOptions', undefined), [
        'spec.goTemplateOptions = missing',
      ]),
      denies('a wrong type', put(applicationSet(), 'spec.goTemplateOptions', 'missingkey=error'), [
        'spec.goTemplateOptions = missingkey=error',
      ]),
      denies('a weaker option', put(applicationSet(), 'spec.goTemplateOptions', ['missingkey=zero']), [
        'spec.goTemplateOptions = ["missingkey=zero"]',
      ]),
      denies('neither', put(applicationSet(), 'spec', {}), [
        'spec.goTemplate = missing',
        'spec.goTemplateOptions = missing',
      ]),
    ],
  },
  {
    rule: 'applicationset-project',
    rows: [
      allows('a literal', applicationSet()),
      denies('a template', put(applicationSet(), `${template}.spec.project`, 'team-{{ .team }}'), [
        `${template}.spec.project = team-{{ .team }}`,
      ]),
      allows('a wrong type', put(applicationSet(), `${template}.spec.project`, 7)),
      denies(
        "a generator's template",
        put(applicationSet(), 'spec.generators', [{ list: { template: { spec: { project: '{{ .p }}' } } } }]),
        ['spec.generators[0].list.template.spec.project = {{ .p }}'],
      ),
      ...[
        'spec:\n  project: x',
        '{spec: {project: x}}',
        '{"spec":{"project":"x"}}',
        "{'project' : x}",
        'project: x',
      ].map((patch) =>
        denies(`the patch ${patch}`, put(applicationSet(), 'spec.templatePatch', patch), [
          `spec.templatePatch = ${patch}`,
        ]),
      ),
      denies(
        'template and patch',
        put(
          put(applicationSet(), `${template}.spec.project`, '{{ .p }}'),
          'spec.templatePatch',
          'project: x',
        ),
        [`${template}.spec.project = {{ .p }}`, 'spec.templatePatch = project: x'],
      ),
      allows(
        'another key of the patch',
        put(applicationSet(), 'spec.templatePatch', 'spec:\n  myproject: x\n  projects: y'),
      ),
    ],
  },
  {
    rule: 'applicationset-retention',
    rows: [
      allows('production', applicationSet()),
      allows('create only', put(applicationSet(), 'spec.syncPolicy.applicationsSync', 'create-only')),
      denies('the default', put(applicationSet(), 'spec.syncPolicy', undefined), [
        'spec.syncPolicy.applicationsSync = missing',
        'spec.syncPolicy.preserveResourcesOnDeletion = missing',
      ]),
      denies('sync', put(applicationSet(), 'spec.syncPolicy.applicationsSync', 'sync'), [
        'spec.syncPolicy.applicationsSync = sync',
      ]),
      denies(
        'a wrong type',
        put(applicationSet(), 'spec.syncPolicy', {
          applicationsSync: 7,
          preserveResourcesOnDeletion: 'true',
        }),
        ['spec.syncPolicy.applicationsSync = 7', 'spec.syncPolicy.preserveResourcesOnDeletion = true'],
      ),
      denies('no preservation', put(applicationSet(), 'spec.syncPolicy.preserveResourcesOnDeletion', false), [
        'spec.syncPolicy.preserveResourcesOnDeletion = false',
      ]),
      allows('local', put(applicationSet(), 'spec.syncPolicy', undefined), LOCAL),
      allows('staging', put(applicationSet(), 'spec.syncPolicy', undefined), { environment: 'staging' }),
      denies(
        'as configured',
        put(applicationSet(), 'spec.syncPolicy', undefined),
        [
          'spec.syncPolicy.applicationsSync = missing',
          'spec.syncPolicy.preserveResourcesOnDeletion = missing',
        ],
        { ...LOCAL, config: { applicationsSync: ['create-only'], preserve: true } },
      ),
    ],
  },
  {
    rule: 'applicationset-generators',
    rows: [
      allows('git', applicationSet()),
      denies(
        'pull requests and code hosts',
        put(applicationSet(), 'spec.generators', [{ pullRequest: {} }, { scmProvider: {} }]),
        ['spec.generators[0].pullRequest = pullRequest', 'spec.generators[1].scmProvider = scmProvider'],
      ),
      denies(
        'deep inside',
        put(applicationSet(), 'spec.generators', [
          { matrix: { generators: [{ merge: { generators: [{ pullRequest: {} }] } }] } },
        ]),
        ['spec.generators[0].matrix.generators[0].merge.generators[0].pullRequest = pullRequest'],
      ),
      allows('local', put(applicationSet(), 'spec.generators', [{ pullRequest: {} }]), LOCAL),
      allows('staging', put(applicationSet(), 'spec.generators', [{ pullRequest: {} }]), {
        environment: 'staging',
      }),
      denies('as configured', applicationSet(), ['spec.generators[0].git = git'], {
        config: { forbidden: ['git'] },
      }),
      allows('a selector is none', put(applicationSet(), 'spec.generators', [{ selector: {}, list: {} }]), {
        config: { forbidden: ['selector'] },
      }),
      allows('wrong types', put(applicationSet(), 'spec.generators', [7, null])),
      allows('none', put(applicationSet(), 'spec.generators', undefined)),
    ],
  },
];
