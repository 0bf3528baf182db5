import assert from 'node:assert/strict';
import { type ResourceValidationArgs, type ResourceValidationPolicy, Secret } from '@pulumi/policy';
import { readAllowlist } from '../../../gitops/allowlist';
import { type Subject, TYPE } from '../../../policy/core/subject';
import { toPolicy } from '../../../policy/pack/policy';
import { RULES } from '../../../policy/rules';
import { application, put, release, repositorySecret } from '../support/resources';

const allowlist = readAllowlist('test/fixtures/policy');
const EVIL = 'https://github.com/org-evil/x';

function policyOf(name: string, stackConfig = {}): ResourceValidationPolicy {
  const rule = RULES.find((candidate) => candidate.name === name);
  assert.ok(rule);
  return toPolicy(rule, { allowlist, stackConfig });
}

function argsFor(
  { type, props }: Subject,
  config: object = {},
  stack = 'production',
): ResourceValidationArgs {
  const urn = `urn:pulumi:${stack}::project::${type}::x`;
  const isType = ({ __pulumiType }: { __pulumiType: string }) => __pulumiType === type;
  const stub = { type, props, urn, name: 'x', getConfig: () => config, isType, asType: () => props };
  return stub as unknown as ResourceValidationArgs;
}

/** What the policy reports about a resource, after its remediation, if it has one. */
async function messages(
  policy: ResourceValidationPolicy,
  args: ResourceValidationArgs,
  remediate = true,
): Promise<string[]> {
  const reported: string[] = [];
  if (remediate) await policy.remediateResource?.(args);
  const validations = [policy.validateResource ?? []].flat();
  for (const validate of validations) await validate(args, (message) => reported.push(message));
  return reported;
}

describe('a rule as a policy of Pulumi', () => {
  it('is mandatory, says what to do, and takes its options and the environment', () => {
    for (const rule of RULES) {
      const policy = policyOf(rule.name);
      assert.equal(policy.enforcementLevel, rule.asksForSecrecy ? 'remediate' : 'mandatory', rule.name);
      assert.equal(policy.remediationSteps, rule.remediation);
      const properties = Object.keys(policy.configSchema?.properties ?? {});
      assert.deepEqual(properties, ['environment', ...Object.keys(rule.options)]);
    }
  });

  it('takes its environment from the stack, or from its configuration', async () => {
    const subject = put(application(), 'spec.source.repoURL', 'file:///workspace');
    const policy = policyOf('repository-allowed');
    assert.equal((await messages(policy, argsFor(subject, {}, 'local'))).length, 0);
    assert.equal((await messages(policy, argsFor(subject, {}, 'production'))).length, 1);
    assert.equal(
      (await messages(policy, argsFor(subject, { environment: 'local' }, 'production'))).length,
      0,
    );
  });

  it('takes what the stack is configured for, unless it is configured itself', async () => {
    const policy = policyOf('provider-context', { 'provider-context': { contexts: ['a'] } });
    const provider = (context: string) => ({ type: TYPE.provider, props: { context } });
    assert.equal((await messages(policy, argsFor(provider('a')))).length, 0);
    assert.equal((await messages(policy, argsFor(provider('b')))).length, 1);
    assert.equal((await messages(policy, argsFor(provider('b'), { contexts: ['b'] }))).length, 0);
  });

  it('reports what is known, and has the SDK say what is not', async () => {
    const unknown = new Error('unknown');
    const late = Object.defineProperty({}, 'repoURL', {
      get: () => {
        throw unknown;
      },
      enumerable: true,
    });
    const subject = put(put(application(), 'spec.source', undefined), 'spec.sources', [
      late,
      { repoURL: EVIL },
    ]);
    const reported: string[] = [];
    const validate = [policyOf('repository-allowed').validateResource ?? []].flat()[0];
    await assert.rejects(
      async () => validate?.(argsFor(subject), (message) => reported.push(message)),
      unknown,
    );
    assert.deepEqual(
      reported.map((message) => message.split('\n')[0]),
      [`the repository is ${EVIL}`],
    );
  });

  it('sees secrets in its remediation only, changes nothing, and refuses what it has not seen', async () => {
    const policy = policyOf('secrets-encrypted');
    const plain = put(repositorySecret(), 'stringData.password', 'canary');
    const sealed = put(repositorySecret(), 'stringData', new Secret({ password: 'canary' }));
    assert.equal(await policy.remediateResource?.(argsFor(plain)), undefined);
    assert.deepEqual(await messages(policy, argsFor(sealed)), []);
    const found = await messages(policy, argsFor(plain));
    assert.ok(found.length > 0);
    assert.ok(found.every((message) => !message.includes('canary')));
    assert.match((await messages(policy, argsFor(sealed), false)).join(), /cannot tell secrets/);
  });

  it('looks at its own types, and into releases and lists', async () => {
    const policy = policyOf('project-named');
    const bad = put(application(), 'spec.project', 'default');
    assert.equal((await messages(policy, argsFor({ ...bad, type: 'other:index:Thing' }))).length, 0);
    const inside = put(release(), 'values.extraObjects', [bad.props]);
    assert.equal((await messages(policy, argsFor(inside))).length, 1);
    const items = { type: 'kubernetes:argoproj.io/v1alpha1:ApplicationList', props: { items: [bad.props] } };
    assert.equal((await messages(policy, argsFor(items))).length, 1);
  });
});
