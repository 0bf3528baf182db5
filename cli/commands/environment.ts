import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EnvironmentName } from '../../embedded/environment';
import { REHEARSED_KINDS, type RehearsedKind } from '../../embedded/rehearsal/kinds';
import { ENVIRONMENTS } from '../../gitops/environments';
import { describe } from '../support/describe';

/*
 * What a command does is loaded when it runs: the Kubernetes client alone takes a second, which nobody should wait for
 * who only asks for help. By `require`, since the loader compiles only what is required.
 */

const timeout = () =>
  new Option('--timeout <seconds>', 'how long to wait for the Applications').default(180).argParser(seconds);

const json = () =>
  new Option(
    '--json',
    'print [{name, project, environment, layer, wave, sync, health, revision, history, message, failing}]',
  );

/** Local, or a rehearsal of another environment. */
const environment = (choices: readonly EnvironmentName[] = ENVIRONMENTS) =>
  new Option('-e, --env <environment>', 'local, or the environment to rehearse')
    .choices(choices)
    .default('local');

const NOT_HEALTHY = 'an Application is not Synced and Healthy';

/** Flags of the commands that show Applications. */
interface StatusFlags {
  readonly env: EnvironmentName;
  readonly json?: boolean;
}

/** Flags of the commands that wait for Applications. */
interface WaitFlags extends StatusFlags {
  readonly timeout: number;
}

/** Adds the commands of the environments on this machine. */
export function registerEnvironment(program: Command): void {
  registerUp(program);
  registerStatus(program);
  registerSync(program);
  registerDown(program);
}

function registerUp(program: Command): void {
  const up = program
    .command('up')
    .description('bring up an environment on this machine and wait until every Application is Healthy')
    .addOption(environment())
    .addOption(
      new Option('--credential <kind>', 'how a rehearsal reads its repository').choices(REHEARSED_KINDS),
    )
    .addOption(timeout())
    .addOption(json())
    .action(async ({ env, timeout, json, credential }: WaitFlags & { credential?: RehearsedKind }) => {
      const { up } = require('../run/up') as typeof import('../run/up');
      process.exitCode = await up({ name: env, timeoutMs: timeout * 1000, json: json === true, credential });
    });
  describe(up, {
    examples: ['bin/argo-bootstrap up', 'bin/argo-bootstrap up --env staging'],
    notWell: `it is up, and ${NOT_HEALTHY} in time`,
  });
}

function registerStatus(program: Command): void {
  const status = program
    .command('status')
    .description('show every Application of an environment on this machine, and what has crashed')
    .addOption(environment())
    .addOption(json())
    .action(async (flags: StatusFlags) => {
      const { status } = require('../run/status') as typeof import('../run/status');
      process.exitCode = await status(flags.env, flags.json === true);
    });
  describe(status, {
    examples: ['bin/argo-bootstrap status', "bin/argo-bootstrap status --json | jq -r '.[].name'"],
    notWell: `${NOT_HEALTHY}, or a process has crashed`,
  });
}

function registerSync(program: Command): void {
  const sync = program
    .command('sync')
    .description('take a new snapshot of the working tree and wait until Argo CD has synced it')
    // Production follows a commit: `up` pins the new one.
    .addOption(environment(['local', 'staging']))
    .addOption(timeout())
    .addOption(json())
    .action(async ({ env, timeout, json }: WaitFlags) => {
      const { sync } = require('../run/sync') as typeof import('../run/sync');
      process.exitCode = await sync(env, { timeoutMs: timeout * 1000, json: json === true });
    });
  describe(sync, {
    examples: ['bin/argo-bootstrap sync', 'bin/argo-bootstrap sync --json'],
    notWell: `the snapshot is there, and ${NOT_HEALTHY} in time`,
  });
}

function registerDown(program: Command): void {
  const down = program
    .command('down')
    .description('stop an environment on this machine and remove everything it made, caches excepted')
    .addOption(environment())
    .action(async ({ env }: { env: EnvironmentName }) => {
      const { down } = require('../run/down') as typeof import('../run/down');
      process.exitCode = await down(env);
    });
  describe(down, { examples: ['bin/argo-bootstrap down', 'bin/argo-bootstrap down --env staging'] });
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number of seconds above 0 is needed');
}
