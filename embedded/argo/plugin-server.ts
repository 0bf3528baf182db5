import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { type DaemonRecord, ensureDaemon } from '../process/daemon';
import { installedProcess, type LaunchContext, processEnvironment } from './launch';
import { translatePaths } from './pod-files';

const DEFINITION = 'plugin.yaml';

/**
 * Starts the plugin server with the definition and script that the stack mounted into the sidecar; only the
 * paths in the definition are changed to where those files lie here.
 */
export async function launchPluginServer(context: LaunchContext): Promise<DaemonRecord> {
  const installed = await installedProcess(context, {
    name: 'plugin-server',
    kind: 'Deployment',
    workload: 'argocd-repo-server',
    program: 'argocd-cmp-server',
  });
  const directory = definitionDirectory(installed.paths);
  const definition = join(directory, DEFINITION);
  writeFileSync(definition, translatePaths(readFileSync(definition, 'utf8'), installed.paths));
  return ensureDaemon(context.environment.runDirectory, {
    name: 'plugin-server',
    command: join(context.toolDirectory, installed.program),
    args: [...installed.args, `--config-dir-path=${directory}`],
    env: { ...installed.env, ...processEnvironment(context, 'plugin-server', installed.paths) },
    endpoints: { socket: join(context.environment.socketDirectory, `${pluginName(definition)}.sock`) },
    filesDigest: installed.filesDigest,
  });
}

function definitionDirectory(paths: ReadonlyMap<string, string>): string {
  for (const path of paths.values()) {
    if (path.endsWith(`/${DEFINITION}`)) return dirname(path);
    if (filesOf(path).includes(DEFINITION)) return path;
  }
  throw new Error(`the plugin sidecar of argocd-repo-server mounts no ${DEFINITION}`);
}

function filesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** The name under which Applications ask for the plugin, and its socket's file name. */
function pluginName(definition: string): string {
  const { metadata, spec } = parse(readFileSync(definition, 'utf8')) as {
    metadata: { name: string };
    spec: { version?: string };
  };
  return spec.version ? `${metadata.name}-${spec.version}` : metadata.name;
}
