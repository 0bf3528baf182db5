import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readAllowlist } from '../../gitops/allowlist';
import { checkSubject } from '../../policy/check';
import type { Rule } from '../../policy/core/rule';
import { type Subject, TYPE } from '../../policy/core/subject';
import { RULES } from '../../policy/rules';
import { application, put, release, repositorySecret } from './support/resources';
import { Trial, type TrialResource, violations } from './support/trial';
import { TABLES } from './tables';

const EVIL = 'https://github.com/org-evil/x';
const allowlist = readAllowlist(process.cwd());

/** Every rule as strict as it is in production, whatever the stack. */
const STRICT = Object.fromEntries(
  RULES.map(({ name, options }) => {
    const values = Object.entries(options).map(([key, { valueIn }]) => [key, valueIn('production')]);
    return [name, Object.fromEntries(values) as Record<string, unknown>];
  }),
);
const CONFIG = {
  ...STRICT,
  'repository-local-only': { environments: [] },
  'environment-known': { environment: 'nowhere' },
};

/** The first resource of a rule's table that the rule refuses in this environment and that a program can register. */
function violating(rule: Rule, environment: string): Subject {
  const rows = TABLES.find((table) => table.rule === rule.name)?.rows ?? [];
  const found = rows.find(({ subject }) => {
    const config = { [rule.name]: CONFIG[rule.name as keyof typeof CONFIG] ?? {} };
    const { findings } = checkSubject(rule, subject, { environment, allowlist, config });
    const registrable = !JSON.stringify(subject.props, symbols).includes('SYMBOL');
    return findings.length > 0 && registrable && subject.type !== TYPE.stack;
  });
  assert.ok(found, `no violation of ${rule.name} for ${environment}`);
  return found.subject;
}

function symbols(_: string, value: unknown): unknown {
  return typeof value === 'symbol' ? 'SYMBOL' : value;
}

describe('the policy pack under the real Pulumi engine', function () {
  this.timeout(180_000);
  let trial: Trial;

  before(async function () {
    this.timeout(900_000);
    trial = await Trial.create();
  });

  after(() => trial?.remove());

  for (const stack of ['local', 'staging', 'production']) {
    it(`stops a preview of ${stack} at every rule`, async () => {
      const rules = RULES.filter(({ name }) => name !== 'environment-known');
      const resources: TrialResource[] = rules.map((rule) => {
        const { type, props } = violating(rule, stack);
        return { type, name: rule.name, props };
      });
      trial.register(resources);
      const outcome = await trial.run('preview', stack, CONFIG);
      assert.notEqual(outcome.exitCode, 0);
      const stopped = violations(outcome);
      for (const { name } of rules)
        assert.ok(stopped.includes(`${name} ${name}`), `${name}\n${outcome.text}`);
      assert.ok(stopped.includes(`environment-known policy-trial-${stack}`), outcome.text);
    });
  }

  it('says which field is wrong, with its value and its fix', async () => {
    trial.register([
      { type: TYPE.application, name: 'evil', props: put(application(), 'spec.source.repoURL', EVIL).props },
    ]);
    const { text } = await trial.run('preview', 'production');
    for (const line of [
      `the repository is ${EVIL}`,
      'field: spec.source.repoURL',
      `value: ${EVIL}`,
      'fix: use a listed repository',
    ]) {
      assert.ok(text.includes(line), `${line}\n${text}`);
    }
  });

  it('keeps what is known apart from what is not, and stops at up what it could not know in a preview', async () => {
    const late = put(application(), 'spec.source.repoURL', { $late: EVIL });
    trial.register([
      { type: TYPE.application, name: 'late', props: late.props },
      { type: TYPE.application, name: 'known', props: put(late, 'spec.project', 'default').props },
    ]);
    const mixed = await trial.run('preview', 'staging');
    assert.ok(violations(mixed).includes('project-named known'), mixed.text);
    assert.ok(!violations(mixed).includes('repository-allowed known'), mixed.text);

    trial.register([
      {
        type: TYPE.application,
        name: 'late',
        props: put(late, 'metadata.finalizers', ['resources-finalizer.argocd.argoproj.io']).props,
      },
    ]);
    const preview = await trial.run('preview', 'staging', { 'provider-context': 'disabled' });
    assert.equal(preview.exitCode, 0, preview.text);
    assert.match(
      preview.text,
      /can't run policy 'repository-allowed'.*spec\.source\.repoURL can't be known during preview/,
    );
    const up = await trial.run('up', 'staging', { 'provider-context': 'disabled' });
    assert.notEqual(up.exitCode, 0);
    assert.ok(violations(up).includes('repository-allowed late'), up.text);
    const state = await trial.pulumi('stack', 'export', '--stack', 'staging');
    assert.ok(!state.text.includes(EVIL), 'the Application was made all the same');
  });

  it('judges the values of a release that come from files', async () => {
    const { type, props } = put(release(), 'values.configs', undefined);
    const text = 'configs: {cm: {exec.enabled: "true"}, params: {reposerver.plugin.tar.exclusions: .git/**}}';
    const files = {
      text: { $text: text },
      file: { $file: join(process.cwd(), 'test/fixtures/policy/exec.yaml') },
    };
    trial.register(
      Object.entries(files).map(([name, file]) => ({
        type,
        name,
        props: { ...props, valueYamlFiles: [file] },
      })),
    );
    const outcome = await trial.run('preview', 'production');
    const found = violations(outcome).filter((violation) => violation.startsWith('server-exec-off'));
    assert.deepEqual(found, ['server-exec-off file', 'server-exec-off text'], outcome.text);
  });

  it('sees whether a Secret is secret, and fails closed where it cannot', async () => {
    const sealed = put(
      put(repositorySecret(), 'stringData.project', 'apps'),
      'stringData.url',
      'https://github.com/example-org/argo-bootstrap',
    );
    const plain = {
      type: TYPE.secret,
      name: 'plain',
      props: put(sealed, 'stringData.password', 'canary-7f1c').props,
    };
    const part = {
      type: TYPE.secret,
      name: 'part',
      props: { ...sealed.props, stringData: { a: { $secret: 'x' }, b: 'canary-7f1c' } },
    };
    const whole = {
      type: TYPE.secret,
      name: 'whole',
      props: { ...sealed.props, stringData: { $secret: sealed.props['stringData'] } },
    };
    trial.register([plain, part, whole]);
    const config = { 'provider-context': 'disabled' };
    const outcome = await trial.run('preview', 'production', config);
    const found = violations(outcome).filter((violation) => violation.startsWith('secrets-encrypted'));
    assert.deepEqual(found, ['secrets-encrypted part', 'secrets-encrypted plain']);
    assert.ok(!outcome.text.includes('canary-7f1c'), 'the value was printed');

    const blind = await trial.run('preview', 'production', { ...config, 'secrets-encrypted': 'mandatory' });
    assert.ok(violations(blind).includes('secrets-encrypted whole'), blind.text);
  });

  it('refuses a configuration that does not fit its schema', async () => {
    trial.register([]);
    const outcome = await trial.run('preview', 'production', { 'revision-pinned': { level: 'whatever' } });
    assert.notEqual(outcome.exitCode, 0);
    assert.match(outcome.text, /revision-pinned/);
  });
});
