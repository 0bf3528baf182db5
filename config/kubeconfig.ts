import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What the program asks of a kubeconfig: which contexts there are, and which one is current. */
export interface Kubeconfig {
  /** The files that were read, as the environment names them. */
  readonly source: string;
  /** The context that kubectl and helm would use; undefined where none is set. */
  readonly current: string | undefined;
  /** Each context's API server address, undefined where its cluster is missing. */
  readonly servers: ReadonlyMap<string, string | undefined>;
}

const contextSchema = z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string() }) });
const clusterSchema = z.looseObject({ name: z.string(), cluster: z.looseObject({ server: z.string() }) });

const kubeconfigSchema = z.looseObject({
  'current-context': z.string().nullish(),
  contexts: z.array(contextSchema).nullish(),
  clusters: z.array(clusterSchema).nullish(),
});

type File = z.infer<typeof kubeconfigSchema>;

/**
 * Reads the kubeconfig as kubectl does: the files of KUBECONFIG, else `~/.kube/config`; the first to name something wins.
 * A file that is missing or unreadable counts as empty: the caller then misses its context and says so.
 */
export function readKubeconfig(env: NodeJS.ProcessEnv): Kubeconfig {
  const source = env['KUBECONFIG'] || join(homedir(), '.kube', 'config');
  const files = source.split(delimiter).filter(Boolean).map(readFile);
  const servers = new Map<string, string | undefined>();
  const clusters = new Map(files.flatMap(clusterEntries).reverse());
  for (const [name, cluster] of files.flatMap(contextEntries).reverse())
    servers.set(name, clusters.get(cluster));
  const current = files.map((file) => file['current-context']).find(Boolean);
  return {
    source: env['KUBECONFIG'] ? 'KUBECONFIG' : '~/.kube/config',
    current: current ?? undefined,
    servers,
  };
}

function readFile(path: string): File {
  try {
    return kubeconfigSchema.parse(parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

function clusterEntries(file: File): [string, string][] {
  return (file.clusters ?? []).map(({ name, cluster }) => [name, cluster.server]);
}

function contextEntries(file: File): [string, string][] {
  return (file.contexts ?? []).map(({ name, context }) => [name, context.cluster]);
}
