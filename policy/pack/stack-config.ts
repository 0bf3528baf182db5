import { Config, getProject } from '@pulumi/pulumi';
import { isRecord } from '../core/values';

/**
 * What the stack's own configuration says about options of rules: the context that its Kubernetes provider must
 * name, from `<project>:kubernetes` as this repository has it, or from `kubernetes:context`, Pulumi's own key.
 */
export function readStackConfig(): Record<string, Record<string, unknown>> {
  const own = new Config(getProject()).getObject<unknown>('kubernetes');
  const context = isRecord(own) ? own['context'] : new Config('kubernetes').get('context');
  return typeof context === 'string' ? { 'provider-context': { contexts: [context] } } : {};
}
