import { ENVIRONMENTS } from '../../gitops/environments';
import type { Rule } from './evidence';

/** An environment's configuration is used for that environment's stack alone. */
export const environmentIsStack: Rule = ({ settings: { environment }, stack, file }) => {
  if (environment === undefined || environment === stack) return [];
  return [
    {
      rule: 'config-environment',
      where: file.locate(['environment']),
      found: `environment is ${environment}, the stack is ${stack}`,
      expected: `a stack named as its environment: ${ENVIRONMENTS.join(', ')}`,
      fix: `select the other stack (pulumi stack select ${environment}), or set environment to ${stack}`,
    },
  ];
};

/** The cluster is the one that the kubeconfig means, and that kubectl would talk to as well. */
export const contextIsCurrent: Rule = ({ settings: { kubernetes }, kubeconfig, file }) => {
  if (!kubernetes) return [];
  const { context } = kubernetes;
  const where = file.locate(['kubernetes', 'context']);
  if (!kubeconfig.servers.has(context)) {
    const found = `kubernetes.context is ${context}, which ${kubeconfig.source} doesn't have`;
    const expected = `one of its contexts: ${[...kubeconfig.servers.keys()].sort().join(', ') || 'it has none'}`;
    const fix =
      'point KUBECONFIG at the file that has it (eval "$(argo-bootstrap env)" for the embedded cluster)';
    return [{ rule: 'config-context', where, found, expected, fix }];
  }
  if (kubeconfig.current === context) return [];
  return [
    {
      rule: 'config-context',
      where,
      found: `kubernetes.context is ${context}, the current context of ${kubeconfig.source} is ${kubeconfig.current ?? 'not set'}`,
      expected:
        'the configured context to be the current one, so that nobody changes another cluster by mistake',
      fix: `kubectl config use-context ${context}, or configure the other context for this environment`,
    },
  ];
};
