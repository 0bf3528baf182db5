import { type Command, InvalidArgumentError, Option } from 'commander';
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

const NOT_HEALTHY = 'an Application is not Synced and Healthy';

/** Flags of the commands that wait for Applications. */
interface WaitFlags {
  readonly timeout: number;
  readonly json?: boolean;
}

/** Adds the commands of the local environment. */
export function registerEnvironment(program: Command): void {
  registerUp(program);
  registerStatus(program);
  registerSync(program);
  registerDown(program);
}

function registerUp(program: Command): void {
  const up = program
    .command('up')
    .description('bring up the local environment and wait until every Application is Healthy')
    .addOption(timeout())
    .addOption(json())
    .action(async (flags: WaitFlags) => {
      const { up } = require('../run/up') as typeof import('../run/up');
      process.exitCode = await up({ timeoutMs: flags.timeout * 1000, json: flags.json === true });
    });
  describe(up, {
    examples: ['bin/argo-bootstrap up', 'bin/argo-bootstrap up --timeout 600'],
    notWell: `it is up, and ${NOT_HEALTHY} in time`,
  });
}

function registerStatus(program: Command): void {
  const status = program
    .command('status')
    .description('show every Application of the local environment, and what has crashed')
    .addOption(json())
    .action(async (flags: { json?: boolean }) => {
      const { status } = require('../run/status') as typeof import('../run/status');
      process.exitCode = await status(flags.json === true);
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
    .addOption(timeout())
    .addOption(json())
    .action(async (flags: WaitFlags) => {
      const { sync } = require('../run/sync') as typeof import('../run/sync');
      process.exitCode = await sync({ timeoutMs: flags.timeout * 1000, json: flags.json === true });
    });
  describe(sync, {
    examples: ['bin/argo-bootstrap sync', 'bin/argo-bootstrap sync --json'],
    notWell: `the snapshot is there, and ${NOT_HEALTHY} in time`,
  });
}

function registerDown(program: Command): void {
  const down = program
    .command('down')
    .description('stop the local environment and remove everything it made, caches excepted')
    .action(async () => {
      const { down } = require('../run/down') as typeof import('../run/down');
      process.exitCode = await down();
    });
  describe(down, { examples: ['bin/argo-bootstrap down'] });
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number of seconds above 0 is needed');
}
