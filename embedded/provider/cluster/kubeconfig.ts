import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { UnreachableError } from './api-error';
import { hostOf, isLoopback, NotLoopbackError } from './loopback';

/** Which cluster to use: a provider's `kubeconfig`, `context` and `cluster` arguments. */
export interface ClusterChoice {
  /** Contents of a kubeconfig, or paths to kubeconfigs; absent means $KUBECONFIG, then ~/.kube/config. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly cluster: string | undefined;
}

/** There is no kubeconfig, or it doesn't have what was chosen. */
export class KubeconfigError extends UnreachableError {}

/** A resolved kubeconfig and where it came from. */
export interface ChosenCluster {
  readonly config: KubeConfig;
  readonly server: string;
  readonly context: string;
  /** Namespace of the context. */
  readonly namespace: string | undefined;
}

/** Resolves the choice to one context. Throws {@link KubeconfigError}, and {@link NotLoopbackError} for far servers. */
export function chooseCluster(choice: ClusterChoice): ChosenCluster {
  const config = loadConfig(choice.kubeconfig);
  const context = choice.context ?? config.getCurrentContext();
  const found = config.getContextObject(context);
  if (!found) throw new KubeconfigError(missing('context', context, config.getContexts()));
  config.setCurrentContext(context);
  const name = choice.cluster ?? found.cluster;
  const cluster = config.getCluster(name);
  if (!cluster) throw new KubeconfigError(missing('cluster', name, config.getClusters()));
  const host = hostOf(cluster.server);
  if (!isLoopback(host) || cluster.proxyUrl) throw new NotLoopbackError(host, context);
  config.contexts = [{ ...found, cluster: name }];
  return { config, server: cluster.server, context, namespace: found.namespace };
}

function missing(what: string, name: string, known: readonly { readonly name: string }[]): string {
  const names = known.map((entry) => entry.name).join(', ') || 'none';
  return `the kubeconfig has no ${what} ${JSON.stringify(name ?? '')} (it has: ${names})`;
}

function loadConfig(source: string | undefined): KubeConfig {
  const config = new KubeConfig();
  if (source?.includes('\n') || source?.trimStart().startsWith('{')) {
    parsing('it', () => config.loadFromString(source));
    return config;
  }
  const fallback = join(homedir(), '.kube', 'config');
  const paths = (source || process.env['KUBECONFIG'] || fallback).split(delimiter).map(expandHome);
  const files = paths.filter((path) => path !== '' && existsSync(path));
  if (files.length === 0) throw new KubeconfigError(`there is no kubeconfig at ${paths.join(', ')}`);
  for (const file of files) mergeFile(config, file);
  return config;
}

/** As kubectl merges: the first file that names something wins. */
function mergeFile(config: KubeConfig, file: string): void {
  const next = new KubeConfig();
  parsing(file, () => next.loadFromFile(file));
  config.loadFromOptions({
    clusters: union(config.clusters, next.clusters),
    users: union(config.users, next.users),
    contexts: union(config.contexts, next.contexts),
    currentContext: config.currentContext || next.currentContext,
  });
}

/** A parser's message may quote the file, and with it a credential; its reason doesn't. */
function parsing(name: string, parse: () => void): void {
  try {
    parse();
  } catch (error) {
    const quoting = error instanceof Error && 'reason' in error;
    const reason = quoting ? String(error.reason) : error instanceof Error ? error.message : 'unknown';
    throw new Error(
      `the kubeconfig can't be read: ${name}: ${reason}\n  expected: YAML as kubectl writes it`,
    );
  }
}

function union<T extends { readonly name: string }>(first: T[] | undefined, second: T[]): T[] {
  const names = new Set(first?.map((entry) => entry.name));
  return [...(first ?? []), ...second.filter((entry) => !names.has(entry.name))];
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
