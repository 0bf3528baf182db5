import { appendFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { pinRevision } from '../../config/pin-writer';
import { writeTogether } from '../../config/write-together';
import type { EmbeddedEnvironment } from '../environment';
import { SNAPSHOT_IDENTITY } from '../git/snapshot';

const TRUNK = 'main';

/**
 * Puts commit `revision` of the snapshot on the trunk of `served`, and gives the environment a clone of it to run Pulumi
 * from. Production follows a commit and not the trunk: there, a second commit pins production to `revision`, as a
 * promotion does. What was changed in the clone is overwritten.
 */
export async function publishTrunk(
  environment: EmbeddedEnvironment,
  served: string,
  revision: string,
): Promise<void> {
  const { program, snapshot, name } = environment;
  if (!existsSync(served)) {
    await git('.', 'init', '--quiet', '--bare', `--initial-branch=${TRUNK}`, served);
    borrowObjects(served, snapshot);
  }
  if (!existsSync(join(program, '.git'))) await initialise(environment, served);
  await git(program, 'fetch', '--quiet', snapshot, TRUNK);
  await git(program, 'checkout', '--quiet', '--force', '-B', TRUNK, revision);
  if (name === 'production') {
    writeTogether(program, pinRevision(program, name, revision));
    await git(program, 'commit', '--quiet', '--all', '-m', `Promote ${revision} to production`);
  }
  await git(program, 'push', '--quiet', '--force', 'origin', TRUNK);
}

async function initialise({ program, root, snapshot }: EmbeddedEnvironment, served: string): Promise<void> {
  mkdirSync(program, { recursive: true });
  await git(program, 'init', '--quiet', `--initial-branch=${TRUNK}`);
  borrowObjects(join(program, '.git'), snapshot);
  await git(program, 'remote', 'add', 'origin', served);
  // The packages are those of the checkout: they are locked by the same file.
  appendFileSync(join(program, '.git', 'info', 'exclude'), 'node_modules\n');
  symlinkSync(join(root, 'node_modules'), join(program, 'node_modules'));
}

/** Spares the copies: the three repositories lie in the environment's folder, and go together. */
function borrowObjects(repository: string, from: string): void {
  appendFileSync(join(repository, 'objects', 'info', 'alternates'), `${join(from, 'objects')}\n`);
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  const settings = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgsign=false', '-c', 'gc.auto=0'];
  await execa('git', [...settings, ...args], { cwd, env: SNAPSHOT_IDENTITY });
}
