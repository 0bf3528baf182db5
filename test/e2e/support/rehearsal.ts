import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { parse } from 'yaml';
import type { ApplicationStatus } from '../../../embedded/applications/read';
import { hostLayout, readRequests, repositoryDirectory } from '../../../embedded/git-host';
import type { TestEnvironment } from './environment';

export const REPOSITORY = 'example-org/argo-bootstrap';

export const APPLICATIONS = [
  'apps-root',
  'infra-bootstrap-namespace',
  'infra-crds-gateway',
  'infra-data-plane',
  'infra-gateway',
  'service-hello',
];

/** Every Application is Synced and Healthy at `revision`. */
export function assertAllWell(applications: Map<string, ApplicationStatus>, revision: string): void {
  assert.deepEqual([...applications.keys()].sort(), [...APPLICATIONS].sort());
  for (const [name, { sync, health, revision: found }] of applications) {
    assert.deepEqual([sync, health, found], ['Synced', 'Healthy', revision], name);
  }
}

/** A commit of the repository that plays the one on GitHub. */
export async function servedCommit({ embedded }: TestEnvironment, name: string): Promise<string> {
  const served = repositoryDirectory(hostLayout(embedded.gitHost), REPOSITORY);
  return (await execa('git', ['--git-dir', served, 'rev-parse', name])).stdout;
}

/** Who asked for what, and with which answer, each once. */
export function requestsOf({ embedded }: TestEnvironment): string[] {
  const lines = readRequests(hostLayout(embedded.gitHost)).map(({ what, target, by, status }) =>
    [what, target, by ?? 'nobody', status].join(' '),
  );
  return [...new Set(lines)].sort();
}

/** The keys of the stack's configuration in which a rehearsal differs from what is committed. */
export function overlaidKeys({ embedded, root }: TestEnvironment): string[] {
  const file = `Pulumi.${embedded.name}.yaml`;
  const [committed, used] = [root, embedded.program].map((folder) => flatten(parse(read(folder, file))));
  const keys = new Set([...Object.keys(committed ?? {}), ...Object.keys(used ?? {})]);
  return [...keys].filter((key) => JSON.stringify(committed?.[key]) !== JSON.stringify(used?.[key])).sort();
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

function flatten(file: { config: Record<string, unknown> }): Record<string, unknown> {
  const { config, ...rest } = file;
  return { ...rest, ...config };
}

/** Polls until `probe` answers something, for at most `timeoutMs`. */
export async function eventually<T>(
  probe: () => Promise<T | undefined>,
  timeoutMs: number,
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined || Date.now() > deadline) return answer;
    await delay(500);
  }
}
