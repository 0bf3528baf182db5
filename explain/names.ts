import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inPromotionOrder } from '../gitops/environments';
import { LAYOUT } from '../validate/layout';

/** The environments of a checkout, one for each root Application, in the order in which a change goes through them. */
export function environmentNames(root: string): string[] {
  const files = readdirSync(join(root, LAYOUT.parents));
  return inPromotionOrder(files.flatMap((file) => /^apps-root-([a-z0-9-]+)\.yaml$/.exec(file)?.[1] ?? []));
}

/** The Applications of a checkout; none where they cannot be had at once, without building a tool. */
export async function applicationNames(root: string): Promise<string[]> {
  const { withExpanded } = require('./expanded') as typeof import('./expanded');
  try {
    return await withExpanded({ root, signal: AbortSignal.abort() }, async ({ environments }) => {
      const names = environments.flatMap(({ applications }) =>
        applications.map(({ application }) => application.metadata.name),
      );
      return [...new Set(names)].sort();
    });
  } catch {
    return [];
  }
}
