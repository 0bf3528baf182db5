import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The context of the kubeconfig that an environment's stack names; undefined where there is no stack or no name. */
export function contextOf(root: string, environment: string): string | undefined {
  const file = join(root, `Pulumi.${environment}.yaml`);
  if (!existsSync(file)) return undefined;
  const stack = parse(readFileSync(file, 'utf8')) as { config?: Record<string, unknown> } | null;
  const { context } = (stack?.config?.['argo-bootstrap:kubernetes'] ?? {}) as { context?: unknown };
  return typeof context === 'string' ? context : undefined;
}
