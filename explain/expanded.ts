import { join } from 'node:path';
import { readAllowlist } from '../gitops/allowlist';
import { binDirectory, resolveTools } from '../toolchain';
import { environmentsOf, expandEnvironment } from '../validate/environment';
import type { EnvironmentModel } from '../validate/expand/model';
import type { ValidateOptions } from '../validate/options';
import { openSession, type Session } from '../validate/session';
import { workingTree } from '../validate/tree/checkout';
import type { StateReader } from './values-files';

/** A checkout with every environment of it expanded, as long as `use` of `withExpanded` runs. */
export interface Expanded {
  readonly environments: readonly EnvironmentModel[];
  readonly session: Session;
  /** What reads a slice's state; looked for when it is first asked for. */
  stateReader(): Promise<StateReader>;
}

/**
 * Expands every environment of a checkout from its files alone.
 *
 * @throws ProblemError where an environment cannot be read, or a tool cannot be had.
 */
export async function withExpanded<T>(
  options: ValidateOptions,
  use: (expanded: Expanded) => Promise<T>,
): Promise<T> {
  const session = await openSession(options);
  try {
    const tree = await workingTree(options.root);
    const allowlist = readAllowlist(options.root);
    const environments = await Promise.all(
      environmentsOf(tree).map((name) => expandEnvironment(tree, name, allowlist, session.evaluation)),
    );
    return await use({ environments, session, stateReader: () => stateReader(session) });
  } finally {
    await session.close();
  }
}

async function stateReader({ scratch }: Session): Promise<StateReader> {
  const tools = await resolveTools(['helm', 'helmfile']);
  const helmfile = tools.get('helmfile')?.path ?? 'helmfile';
  const path = `${await binDirectory(tools)}:${process.env['PATH'] ?? '/usr/bin:/bin'}`;
  return { helmfile, path, home: join(scratch, 'home') };
}
