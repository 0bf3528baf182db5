import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { readYamlDocuments } from '../gitops/yaml-documents';
import { binDirectory, resolveTools, type ToolName, userCacheDirectory } from '../toolchain';
import { type Engine, startEngine } from './engine/client';
import { guardedEngine } from './engine/guarded';
import type { Evaluation } from './environment';
import { LAYOUT } from './layout';
import { pinnedOpenApi } from './openapi';
import type { ValidateOptions } from './options';
import { NO_CACHE, openCache, type ResultCache } from './render/cache';
import { writeHelmShim } from './render/helm-shim';
import { makeRenderer } from './render/renderer';
import { makeScratch } from './scratch';
import { gitIndexOf } from './tree/git-index';
import { isRegular, type Tree } from './tree/tree';

const TOOLS: readonly ToolName[] = ['engine', 'helm', 'helmfile', 'kustomize'];

/** Everything that one run opens, and has to close. */
export interface Session {
  readonly evaluation: Evaluation;
  readonly scratch: string;
  close(): Promise<void>;
}

/**
 * Finds the tools, starts the engine and opens the cache.
 *
 * @throws ProblemError where a tool or the schemas cannot be had.
 */
export async function openSession(options: ValidateOptions): Promise<Session> {
  const tools = await resolveTools(TOOLS, {
    progress: ({ tool, state }) => options.toolProgress?.(`${state} ${tool}`),
    ...(options.signal && { signal: options.signal }),
  });
  const openapi = await pinnedOpenApi(join(__dirname, '..'));
  const scratch = makeScratch();
  const binary = tools.get('engine')?.path ?? 'engine';
  const timeoutSeconds = options.timeoutSeconds ?? 60;
  const shims = join(scratch.dir, 'bin');
  writeHelmShim(tools.get('helm')?.path ?? 'helm', shims);
  const path = [shims, await binDirectory(tools), process.env['PATH'] ?? '/usr/bin:/bin'].join(delimiter);
  const environment = confined(path, scratch.dir, timeoutSeconds);
  const engine = startEngine(binary, environment);
  const generator = guardedEngine(() => startEngine(binary, environment), timeoutSeconds);
  const toolsKey = keyOfTools([...tools.values()]);
  const cache = cacheOf(options);
  const evaluation = {
    engine,
    generator,
    cache,
    openapi,
    toolsKey,
    gitDir: oncePerTree((tree, count) => gitIndexOf(tree, join(scratch.dir, `index-${count}`))),
    renderer: makeRenderer({
      engine,
      cache,
      scratch: scratch.dir,
      toolsKey,
      parallel: options.parallel ?? availableParallelism(),
      timeoutSeconds,
      plugins: pluginsOf,
    }),
  };
  return { evaluation, scratch: scratch.dir, close: () => closeAll([engine, generator], scratch.remove) };
}

/** Answers the second question about a tree with the first one's answer. */
function oncePerTree<T>(make: (tree: Tree, count: number) => T): (tree: Tree) => T {
  const made = new Map<Tree, T>();
  return (tree) => {
    const answer = made.get(tree) ?? make(tree, made.size);
    made.set(tree, answer);
    return answer;
  };
}

async function closeAll(engines: readonly Pick<Engine, 'close'>[], remove: () => void): Promise<void> {
  await Promise.all(engines.map((engine) => engine.close()));
  remove();
}

function cacheOf({ cache }: ValidateOptions): ResultCache {
  if (cache === false) return NO_CACHE;
  return openCache(cache ?? join(userCacheDirectory(process.env), 'validate'));
}

function keyOfTools(tools: readonly { name: string; version: string; path: string }[]): string {
  return tools.map(({ name, version, path }) => `${name} ${version} ${path}`).join('\n');
}

/** A dead end: nothing listens there, so whatever asks a proxy for the network fails at once. */
const NO_NETWORK = 'http://127.0.0.1:9';

/**
 * The environment of the engine and of every tool that it runs: nothing of the user's own but PATH, directories
 * of this run alone, and no way to the network.
 */
function confined(path: string, scratch: string, timeoutSeconds: number): NodeJS.ProcessEnv {
  const [home, temporary] = [join(scratch, 'home'), join(scratch, 'tmp')];
  for (const directory of [home, temporary]) mkdirSync(directory, { recursive: true });
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  return {
    PATH: path,
    HOME: home,
    TMPDIR: temporary,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_EXEC_TIMEOUT: `${timeoutSeconds}s`,
    RENDER_TIMEOUT_SECONDS: String(timeoutSeconds),
    GOMEMLIMIT: '1GiB',
    ...Object.fromEntries(proxies.map((name) => [name, NO_NETWORK])),
  };
}

/** The tree's own plugin: its name as Applications give it, and its command with the script of the tree. */
function pluginsOf(tree: Tree) {
  const files = [LAYOUT.pluginDefinition, LAYOUT.pluginScript];
  if (!files.every((file) => isRegular(tree, file))) return { commands: {}, files: [] };
  const { documents } = readYamlDocuments(tree.text(LAYOUT.pluginDefinition), LAYOUT.pluginDefinition);
  const definition = pluginSchema.safeParse(documents[0]?.value);
  if (!definition.success) return { commands: {}, files };
  const { metadata, spec } = definition.data;
  const script = join(tree.dir, LAYOUT.pluginScript);
  const command = spec.generate.command.map((part) => (part.endsWith('/render.sh') ? script : part));
  return { commands: { [`${metadata.name}-${spec.version}`]: { command } }, files };
}

const pluginSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    version: z.string(),
    generate: z.looseObject({ command: z.array(z.string()) }),
  }),
});
