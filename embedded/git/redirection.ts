import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuote } from '../../gitops/shell-quote';

/**
 * Makes Argo CD's repo-server read an environment's repository from where it is served on this machine. The address
 * stays in the manifests and in Argo CD; only what lies below it is changed. {@link workspaceRedirection} leads
 * `file:///workspace` to a folder, `hostRedirection` (../git-host/redirection.ts) leads GitHub to a host of our own.
 */
export interface GitRedirection {
  /** Comes first on PATH. */
  readonly binDirectory?: string;
  readonly env: Readonly<Record<string, string>>;
  /** Lines for the known_hosts file of Argo CD, beside those that the stack pins. */
  readonly knownHosts?: string;
}

/** Writes what makes git, as Argo CD calls it, read `url` from `repository`. */
export function workspaceRedirection(
  directory: string,
  url: string,
  repository: string,
): GitRedirection & { binDirectory: string } {
  mkdirSync(join(directory, 'bin'), { recursive: true });
  const configuration = join(directory, 'gitconfig');
  writeFileSync(
    configuration,
    `[safe]\n\tdirectory = *\n[url "file://${repository}"]\n\tinsteadOf = ${url}\n`,
  );
  writeFileSync(join(directory, 'bin', 'git-upload-pack'), uploadPack(new URL(url).pathname, repository), {
    mode: 0o755,
  });
  return { binDirectory: join(directory, 'bin'), env: { GIT_CONFIG_GLOBAL: configuration } };
}

/**
 * Argo CD lists references with a Go library that knows no `insteadOf` but starts `git-upload-pack` from PATH
 * with the URL's path; this one maps that path and hands over to git.
 */
function uploadPack(path: string, repository: string): string {
  return [
    '#!/bin/sh',
    `# Serves ${path} from the snapshot of the working tree.`,
    'left=$#',
    'for word; do',
    `  case $left:$word in 1:${path}|1:${path}/) word=${shellQuote(repository)} ;; esac`,
    '  set -- "$@" "$word"; shift; left=$((left - 1))',
    'done',
    'exec git upload-pack "$@"',
    '',
  ].join('\n');
}
