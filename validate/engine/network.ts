import { spawnSync } from 'node:child_process';

/** Ways to a process without any network, this machine's own included: as root, and as anybody. */
const WAYS = [
  ['unshare', '--net', '--'],
  ['unshare', '--user', '--map-current-user', '--net', '--'],
] as const;

let known: readonly string[] | undefined;

/**
 * The command to put before another, so that it runs without a network; empty where the system offers none (it is
 * no Linux, or forbids it). What would fetch is refused before it is rendered either way.
 */
export function networklessCommand(): readonly string[] {
  known ??= WAYS.find(([command, ...args]) => spawnSync(command, [...args, 'true']).status === 0) ?? [];
  return known;
}
