import { application, applicationSet, COMMIT, put, REPOSITORY } from '../support/resources';
import { allows, denies, type Table } from '../support/table';

const at = (revision: unknown) => put(application(), 'spec.source.targetRevision', revision);
const MOVABLE = [
  'HEAD',
  'head',
  'main',
  'v1.0.0',
  COMMIT.slice(0, 7),
  COMMIT.toUpperCase(),
  `${COMMIT}0`,
  '*',
  '1.*',
  '{{ .x }}',
];
const UNNAMED = [
  'HEAD',
  'head',
  'refs/heads/HEAD',
  'origin/HEAD',
  '*',
  '1.*',
  '1.x',
  '~1.0',
  '>=1',
  'a..b',
  '-x',
  '{{ .x }}',
  'a b',
];

export const revisions: readonly Table[] = [
  {
    rule: 'revision-pinned',
    rows: [
      allows('a commit', application()),
      ...MOVABLE.map((revision) =>
        denies(`production: ${revision}`, at(revision), [`spec.source.targetRevision = ${revision}`]),
      ),
      denies('production: none', at(undefined), ['spec.source.targetRevision = missing']),
      denies('production: empty', at(''), ['spec.source.targetRevision = empty']),
      denies('production: a list', at([COMMIT]), [`spec.source.targetRevision = ["${COMMIT}"]`]),
      denies('production: a wrong type', at(7), ['spec.source.targetRevision = 7']),
      ...[
        'main',
        'release/1.2',
        'v1.0.0',
        'refs/heads/main',
        'refs/tags/v1.0.0',
        COMMIT,
        'overhead',
        'header',
        'v1.x-fix',
        'feature+x_y',
      ].map((revision) => allows(`staging: ${revision}`, at(revision), { environment: 'staging' })),
      ...UNNAMED.map((revision) =>
        denies(`staging: ${revision}`, at(revision), [`spec.source.targetRevision = ${revision}`], {
          environment: 'staging',
        }),
      ),
      denies('staging: none', at(undefined), ['spec.source.targetRevision = missing'], {
        environment: 'staging',
      }),
      denies('staging: a wrong type', at([]), ['spec.source.targetRevision = []'], {
        environment: 'staging',
      }),
      allows('local: anything', at('HEAD'), { environment: 'local' }),
      allows('local: nothing', at(undefined), { environment: 'local' }),
      denies('as configured', at('HEAD'), ['spec.source.targetRevision = HEAD'], {
        environment: 'local',
        config: { level: 'commit' },
      }),
      denies('another environment is as production', at('main'), ['spec.source.targetRevision = main'], {
        environment: 'dev',
      }),
      allows('a chart has a version', put(at('1.0.0'), 'spec.source.chart', 'x')),
      denies(
        'every source',
        put(put(application(), 'spec.source', undefined), 'spec.sources', [
          { repoURL: REPOSITORY, ref: 'values' },
        ]),
        ['spec.sources[0].targetRevision = missing'],
      ),
      denies(
        'the dry source',
        put(application(), 'spec.sourceHydrator', {
          drySource: { repoURL: REPOSITORY, targetRevision: 'main' },
        }),
        ['spec.sourceHydrator.drySource.targetRevision = main'],
      ),
      allows('an ApplicationSet', applicationSet()),
      denies(
        'template and generator',
        put(
          put(applicationSet(), 'spec.template.spec.source.targetRevision', 'main'),
          'spec.generators.0.git.revision',
          'HEAD',
        ),
        ['spec.template.spec.source.targetRevision = main', 'spec.generators[0].git.revision = HEAD'],
      ),
    ],
  },
];
