import {
  binDirectory,
  type ResolvedTool,
  resolveTools,
  type ToolName,
  type ToolProgress,
} from '../../toolchain';
import { interrupted } from './interrupt';

/** What the embedded environment runs or offers on PATH. */
export const EMBEDDED_TOOLS: readonly ToolName[] = [
  'pulumi',
  'pulumi-language-nodejs',
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kwok',
  'kwokctl',
  'helm',
  'helmfile',
  'kustomize',
  'argocd',
  'redis',
];

/** What a shell gets that plain commands are typed into: a stack's SOPS files are read and written there, too. */
export const SHELL_TOOLS: readonly ToolName[] = [...EMBEDDED_TOOLS, 'sops'];

/** One tool as a program reads it. */
type ToolAtHand = Pick<ResolvedTool, 'name' | 'version' | 'source' | 'path'>;

/** Tools at hand: where each is, and the one directory that holds them all. */
export interface Tools {
  readonly directory: string;
  path(name: ToolName): string;
  version(name: ToolName): string;
  /** The same as data. */
  describe(): { readonly directory: string; readonly tools: readonly ToolAtHand[] };
}

/** Finds or builds `names`; `onProgress` gets one line for each step. */
export async function prepareTools(
  names: readonly ToolName[],
  onProgress: (line: string) => void,
): Promise<Tools> {
  const resolved = await resolveTools(names, {
    progress: (event) => onProgress(progressLine(event)),
    signal: interrupted,
  });
  const find = (name: ToolName): ResolvedTool => {
    const tool = resolved.get(name);
    if (!tool) throw new Error(`${name} was not among the tools asked for`);
    return tool;
  };
  const directory = await binDirectory(resolved);
  return {
    directory,
    path: (name) => find(name).path,
    version: (name) => find(name).version,
    describe: () => ({
      directory,
      tools: [...resolved.values()].map(({ name, version, source, path }) => ({
        name,
        version,
        source,
        path,
      })),
    }),
  };
}

function progressLine({ tool, state, index, total, elapsedMs, detail }: ToolProgress): string {
  const seconds = Math.round(elapsedMs / 1000);
  return `${state} ${tool} (${index} of ${total}, ${seconds} s)${detail ? `: ${detail}` : ''}`;
}
