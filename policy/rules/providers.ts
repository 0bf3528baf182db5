import type { Violation } from '../core/finding';
import { defineRule, everywhere } from '../core/rule';
import { TYPE } from '../core/subject';
import { at, isAbsent } from '../core/values';

/** Settings by which a provider reaches something else than its context says. */
const DETOURS: readonly Violation[] = [
  { path: ['cluster'], expected: 'the cluster of the context', fix: 'remove it' },
  {
    path: ['renderYamlToDirectory'],
    expected: 'a provider that applies what it is given, and writes no Secret to a folder',
    fix: 'remove it',
  },
];

export const providerContext = defineRule({
  name: 'provider-context',
  title: 'A Kubernetes provider names the context that the stack is configured for.',
  why: 'Without one it takes whatever context is current, and a run meant for a laptop changes production.',
  remediation: 'Give the provider the configured context, and give every resource that provider.',
  references: ['https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/'],
  types: [TYPE.provider],
  options: {
    contexts: everywhere<readonly string[]>(
      {
        type: 'array',
        items: { type: 'string' },
        description: 'The contexts that may be used; the `kubernetes.context` of the stack unless given.',
      },
      [],
    ),
  },
  check({ props }, { options }): Violation[] {
    const { contexts } = options;
    const expected =
      contexts.length > 0 ? contexts.join(' or ') : 'a context, and one that this rule is told of';
    const context: Violation = {
      path: ['context'],
      expected,
      fix: 'name the configured context, or list this one under `contexts` of this rule',
    };
    const kubeconfig: Violation = {
      path: ['kubeconfig'],
      value: 'kubeconfig',
      found: 'the provider has a kubeconfig of its own',
      expected: 'the one of KUBECONFIG, which the program has checked',
      fix: 'remove it',
    };
    const known = contexts.some((name) => name === at(props, ['context']));
    return [
      ...(known ? [] : [context]),
      ...(isAbsent(at(props, ['kubeconfig'])) ? [] : [kubeconfig]),
      ...DETOURS.filter(({ path }) => !isAbsent(at(props, path))),
    ];
  },
});
