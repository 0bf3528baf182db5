import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import {
  type Application,
  type ApplicationStatus,
  describeApplication,
  readApplications,
} from '../embedded/applications/read';
import { isWell } from '../embedded/applications/wait';
import { ARGOCD_NAMESPACE } from '../embedded/settings';
import { ProblemError } from '../gitops/problem';

/** What Argo CD of an environment says that it ran. */
export interface Evidence {
  /** The commit that the root Application compared itself with last. */
  readonly current: string;
  /** The Applications that are not Synced and Healthy at it. */
  readonly unwell: readonly string[];
  /** For every commit that something was synced to, the Applications that were. */
  readonly synced: ReadonlyMap<string, readonly string[]>;
}

const rowSchema = z.looseObject({
  name: z.string(),
  environment: z.string(),
  layer: z.string(),
  sync: z.string(),
  health: z.string(),
  revision: z.string(),
  history: z.array(z.string()),
});

const manifestSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ project: z.string() }),
});

const fileSchema = z.union([
  z.array(rowSchema),
  z.array(manifestSchema),
  z.looseObject({ items: z.array(manifestSchema) }),
]);

type Row = Pick<
  ApplicationStatus,
  'name' | 'environment' | 'layer' | 'sync' | 'health' | 'revision' | 'history'
>;

/** The Applications of an environment, asked of its Argo CD's cluster. @throws ProblemError where it can't be asked. */
export async function askCluster(context: string): Promise<Row[]> {
  try {
    const config = new KubeConfig();
    config.loadFromDefault();
    if (!config.getContextObject(context)) throw new Error(`no kubeconfig has the context ${context}`);
    config.setCurrentContext(context);
    return await readApplications(config, ARGOCD_NAMESPACE);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new ProblemError([
      {
        rule: 'evidence-unreachable',
        found: `the Applications of context ${context} cannot be read: ${reason}`,
        expected: 'what Argo CD says of the environment that is promoted from',
        fix: 'point KUBECONFIG at its cluster, or pass --evidence with what somebody else read there',
      },
    ]);
  }
}

/**
 * The Applications that a file holds: what `argo-bootstrap status --json`, `kubectl -n argocd get applications -o json`
 * or `argocd app list -o json` printed.
 *
 * @throws ProblemError where it is none of these.
 */
export function readEvidenceFile(path: string): Row[] {
  const parsed = fileSchema.safeParse(parseFile(path));
  if (!parsed.success) {
    throw new ProblemError([
      {
        rule: 'evidence-file',
        found: `${path} holds no list of Applications`,
        expected:
          'the output of `argo-bootstrap status --json` or `kubectl -n argocd get applications -o json`',
        fix: 'write it anew where the cluster can be reached',
      },
    ]);
  }
  const list = 'items' in parsed.data ? parsed.data.items : parsed.data;
  return list.map((one) =>
    'layer' in one ? (one as Row) : describeApplication(one as unknown as Application),
  );
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What the Applications prove. @throws ProblemError where they are not those of `environment`. */
export function judge(rows: readonly Row[], environment: string): Evidence {
  const root = rows.find(({ layer }) => layer === 'root');
  if (!root || root.environment !== environment) throw new ProblemError([foreign(root, environment)]);
  const synced = new Map<string, string[]>();
  for (const { name, history } of rows) {
    for (const revision of new Set(history)) synced.set(revision, [...(synced.get(revision) ?? []), name]);
  }
  const unwell = rows
    .filter((row) => !isWell(row) || row.revision !== root.revision)
    .map(
      ({ name, sync, health, revision }) => `${name} (${sync}, ${health}, ${revision.slice(0, 8) || '-'})`,
    );
  return { current: root.revision, unwell, synced };
}

function foreign(root: Row | undefined, environment: string) {
  return {
    rule: 'evidence-environment',
    found: root
      ? `the Applications are those of ${root.environment || 'an unnamed environment'}`
      : 'there is no root Application',
    expected: `the Applications of ${environment}, its root among them`,
    fix: `read them from the cluster of ${environment}`,
  };
}
