import { z } from 'zod';
import { readStrictYaml } from '../../gitops/strict-yaml';
import { LAYOUT } from '../layout';
import { isRegular, type Tree } from '../tree/tree';

const labels = z.record(z.string(), z.string());

const schema = z.strictObject({
  clusters: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        server: z.url(),
        project: z.string().optional(),
        labels: labels.optional(),
        annotations: labels.optional(),
      }),
    )
    .default([]),
  generators: z
    .array(
      z.strictObject({
        applicationSet: z.string().min(1),
        kind: z.enum(['SCMProvider', 'ClusterDecisionResource', 'PullRequest', 'Plugin']),
        parameters: z.array(z.record(z.string(), z.unknown())),
      }),
    )
    .default([]),
  charts: z
    .array(
      z.strictObject({
        repository: z.string().min(1),
        chart: z.string().min(1),
        version: z.string().min(1),
        path: z.string().min(1),
      }),
    )
    .default([]),
});

/** Recorded answers to what cannot be asked offline. */
export type OfflineAnswers = z.infer<typeof schema>;

/**
 * Reads `offline/<environment>.yaml`: clusters, generators' parameters and charts. Without the file there are
 * no answers, and what needs one is reported.
 *
 * @throws ProblemError where the file does not fit its schema.
 */
export function readOfflineAnswers(tree: Tree, environment: string): OfflineAnswers {
  const file = `${LAYOUT.offline}/${environment}.yaml`;
  // A link is reported as one, and not followed.
  if (!isRegular(tree, file)) return { clusters: [], generators: [], charts: [] };
  const description = { rule: 'offline-answers-invalid', fix: 'see docs/validate.md, "Recorded answers"' };
  return readStrictYaml(tree.dir, file, schema, description).value;
}
