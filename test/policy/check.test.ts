import assert from 'node:assert/strict';
import { readAllowlist } from '../../gitops/allowlist';
import { checkObject, checkSubject } from '../../policy/check';
import { UNKNOWN } from '../../policy/core/values';
import { RULES } from '../../policy/rules';
import { waiverProblems } from '../../policy/waivers';
import {
  application,
  applicationSet,
  configMap,
  project,
  put,
  release,
  repositorySecret,
} from './support/resources';

const allowlist = readAllowlist('test/fixtures/policy');
const context = { environment: 'production', allowlist };
const EVIL = 'https://github.com/org-evil/x';

function verdict(name: string, subject: ReturnType<typeof application>) {
  const rule = RULES.find((candidate) => candidate.name === name);
  assert.ok(rule);
  const { findings, undecided } = checkSubject(rule, subject, context);
  return { findings: findings.map(({ field }) => field), undecided: undecided.map((path) => path.join('.')) };
}

describe('checking an object of a file', () => {
  it('finds nothing in what production accepts', () => {
    for (const { props } of [application(), applicationSet(), project(), repositorySecret()]) {
      assert.deepEqual(checkObject(props, context), []);
    }
  });

  it('asks every rule that knows the kind', () => {
    const { props } = put(
      put(application(), 'spec.source', { repoURL: 'http://github.com/x/y' }),
      'spec.project',
      'default',
    );
    assert.deepEqual(
      checkObject(props, context).map(({ rule, field }) => `${rule}: ${field}`),
      [
        'repository-allowed: spec.source.repoURL',
        'repository-transport: spec.source.repoURL',
        'revision-pinned: spec.source.targetRevision',
        'project-named: spec.project',
      ],
    );
  });

  it('leaves out what Pulumi alone knows', () => {
    assert.deepEqual(checkObject(put(repositorySecret(), 'stringData.password', 'x').props, context), []);
  });

  it('ignores what is no object of Kubernetes', () => {
    assert.deepEqual(checkObject({ spec: {} }, context), []);
  });

  it('takes the configuration of a rule, and of that rule only', () => {
    const { props } = put(application(), 'spec.source.targetRevision', 'main');
    const check = (config: object) =>
      checkObject(props, { ...context, config: { ...config } }).map(({ rule }) => rule);
    assert.deepEqual(check({}), ['revision-pinned']);
    assert.deepEqual(check({ 'revision-pinned': { level: 'named' } }), []);
    assert.deepEqual(check({ 'project-named': { level: 'named' } }), ['revision-pinned']);
  });

  it('lets through what is waived, for its rule, its environment and its value alone', () => {
    const waived = 'https://github.com/example-org/experiment';
    const check = (environment: string, repoURL: string) =>
      checkObject(
        put(put(application(), 'spec.source', { repoURL, targetRevision: 'main' }), 'metadata.finalizers', [
          'resources-finalizer.argocd.argoproj.io',
        ]).props,
        { environment, allowlist },
      ).map(({ rule }) => rule);
    assert.deepEqual(check('staging', waived), []);
    assert.deepEqual(check('staging', EVIL), ['repository-allowed']);
    assert.deepEqual(check('local', waived), ['repository-allowed']);
    const other = {
      ...allowlist,
      waivers: allowlist.waivers.map((waiver) => ({ ...waiver, rule: 'revision-pinned' })),
    };
    const { props } = put(application(), 'spec.source.repoURL', waived);
    const rules = checkObject(props, { environment: 'staging', allowlist: other }).map(({ rule }) => rule);
    assert.ok(rules.includes('repository-allowed'));
  });
});

describe('a verdict on what is not known before up', () => {
  it('waits, and keeps what is known', () => {
    const subject = put(put(application(), 'spec.source', undefined), 'spec.sources', [
      { repoURL: UNKNOWN },
      { repoURL: EVIL },
    ]);
    assert.deepEqual(verdict('repository-allowed', subject), {
      findings: ['spec.sources[1].repoURL'],
      undecided: ['spec.sources.0.repoURL'],
    });
  });

  it('waits where a part of it is unknown', () => {
    const wait = (name: string, subject: ReturnType<typeof application>) =>
      assert.deepEqual(verdict(name, subject).findings, []);
    wait(
      'repository-allowed',
      put(
        put(application(), 'spec.source.repoURL', 'https://github.com/example-org/platform-only'),
        'spec.project',
        UNKNOWN,
      ),
    );
    wait(
      'repository-allowed',
      put(put(project(), 'metadata.name', UNKNOWN), 'spec.sourceRepos', [
        'https://github.com/example-org/platform-only',
      ]),
    );
    wait(
      'repository-allowed',
      put(
        put(repositorySecret(), 'stringData.url', 'https://github.com/example-org/platform-only'),
        'stringData.project',
        UNKNOWN,
      ),
    );
    wait(
      'project-protects-argocd',
      put(put(application(), 'spec.destination.namespace', 'argocd'), 'spec.project', UNKNOWN),
    );
    wait(
      'project-protects-argocd',
      put(put(project(), 'spec.destinations', [{ namespace: 'argocd' }]), 'metadata.name', UNKNOWN),
    );
    wait('chart-source-allowed', put(put(release(), 'chart', 'other'), 'repositoryOpts', UNKNOWN));
    wait(
      'chart-source-allowed',
      put(put(release(), 'chart', UNKNOWN), 'repositoryOpts.repo', 'https://argoproj.github.io/argo-helm'),
    );
    wait('argo-image-floor', put(release(), 'values', UNKNOWN));
    wait('network-policies', put(release(), 'values', UNKNOWN));
  });

  it('waits for lists, switches and whole settings', () => {
    assert.deepEqual(verdict('repository-allowed', put(application(), 'spec.sources', UNKNOWN)).undecided, [
      'spec.sources.repoURL',
    ]);
    assert.deepEqual(
      verdict('server-exec-off', put(release(), ['values', 'configs', 'cm', 'exec.enabled'], UNKNOWN))
        .undecided,
      ['values.configs.cm.exec.enabled'],
    );
    assert.deepEqual(
      verdict('server-tls', put(configMap('argocd-cmd-params-cm', {}), 'data', UNKNOWN)).undecided,
      ['data.server.insecure'],
    );
    assert.deepEqual(verdict('server-exec-off', put(release(), 'values', UNKNOWN)).undecided, [
      'values.configs.cm.exec.enabled',
    ]);
  });

  it('knows what an extra object of a release rests on', () => {
    const object = put(
      put(application(), 'spec.destination.namespace', 'argocd'),
      'spec.project',
      UNKNOWN,
    ).props;
    const subject = put(release(), 'values.extraObjects', [object]);
    assert.deepEqual(verdict('project-protects-argocd', subject), {
      findings: [],
      undecided: ['values.extraObjects.0.spec.destination.namespace'],
    });
  });
});

describe('waivers', () => {
  it('are of rules that exist', () => {
    assert.deepEqual(waiverProblems(allowlist), []);
    const waivers = allowlist.waivers.map((waiver) => ({ ...waiver, rule: 'no-such-rule' }));
    assert.deepEqual(
      waiverProblems({ ...allowlist, waivers }).map(({ found }) => found),
      [
        'the waiver for https://github.com/example-org/experiment, owned by @example-org/platform, is of the rule `no-such-rule`',
      ],
    );
  });
});
