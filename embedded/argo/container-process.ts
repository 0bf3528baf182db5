import { basename, join } from 'node:path';
import type { V1Container, V1EnvVar, V1PodSpec } from '@kubernetes/client-node';
import type { ClusterReader } from './cluster-reader';
import { layOutMounts, type PathMap, translatePaths } from './pod-files';

/** A container's command as a process of this machine. */
export interface ContainerProcess {
  /** File name of the program, such as `argocd-repo-server`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly paths: PathMap;
  /** Digest of the mounted files' content. */
  readonly filesDigest: string;
}

/**
 * Takes command, arguments, environment and mounted files of `container` from the workload that the stack
 * installed, so that the process runs with those settings and no copy of them.
 *
 * @param directory where the container's mounts are laid out
 */
export async function containerProcess(
  reader: ClusterReader,
  pod: V1PodSpec,
  container: V1Container,
  directory: string,
): Promise<ContainerProcess> {
  const { paths, digest } = await layOutMounts(reader, pod, container, join(directory, 'root'));
  const env = await resolveEnvironment(reader, container.env ?? []);
  const [program = '', ...args] = programLine(container).map((word) => expand(word, env));
  const translate = (text: string) => translatePaths(text, paths);
  return {
    program: basename(program),
    args: args.map(translate),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, translate(value)])),
    paths,
    filesDigest: digest,
  };
}

/** Images start through `tini` or an entry point that runs its arguments; both are skipped. */
function programLine(container: V1Container): string[] {
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  const wrappers = new Set(['tini', 'entrypoint.sh', '--']);
  const start = words.findIndex((word) => !wrappers.has(basename(word)));
  return start < 0 ? [] : words.slice(start);
}

async function resolveEnvironment(
  reader: ClusterReader,
  variables: readonly V1EnvVar[],
): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const variable of variables) {
    const value = await resolveVariable(reader, variable);
    if (value !== undefined) env[variable.name] = expand(value, env);
  }
  return env;
}

async function resolveVariable(reader: ClusterReader, variable: V1EnvVar): Promise<string | undefined> {
  const configMapKey = variable.valueFrom?.configMapKeyRef;
  if (configMapKey)
    return (await reader.configMap(configMapKey.name ?? '')).get(configMapKey.key)?.toString();
  const secretKey = variable.valueFrom?.secretKeyRef;
  if (secretKey) return (await reader.secret(secretKey.name ?? '')).get(secretKey.key)?.toString();
  return variable.value;
}

/** Kubernetes' own `$(NAME)` references; an unknown name stays as it is. */
function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g, (whole, name: string) => env[name] ?? whole);
}
