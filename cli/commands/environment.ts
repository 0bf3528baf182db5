import { type Command, InvalidArgumentError, Option } from 'commander';

/*
 * What a command does is loaded when it runs: the Kubernetes client alone takes a second, which nobody should wait for
 * who only asks for help. By `require`, since the loader compiles only what is required.
 */

const timeout = () =>
  new Option('--timeout <seconds>', 'how long to wait for the Applications').default(180).argParser(seconds);

/** Adds the commands of the local environment. */
export function registerEnvironment(program: Command): void {
  program
    .command('up')
    .description('bring up the local environment and wait until every Application is Healthy')
    .addOption(timeout())
    .action(async (flags: { timeout: number }) => {
      const { up } = require('../run/up') as typeof import('../run/up');
      process.exitCode = await up(flags.timeout * 1000);
    });
  program
    .command('status')
    .description('show every Application of the local environment, and what has crashed')
    .option('--json', 'print [{name, project, layer, wave, sync, health, revision, message, failing}]')
    .action(async ({ json }: { json?: boolean }) => {
      const { status } = require('../run/status') as typeof import('../run/status');
      process.exitCode = await status(json === true);
    });
  program
    .command('sync')
    .description('take a new snapshot of the working tree and wait until Argo CD has synced it')
    .addOption(timeout())
    .action(async (flags: { timeout: number }) => {
      const { sync } = require('../run/sync') as typeof import('../run/sync');
      process.exitCode = await sync(flags.timeout * 1000);
    });
  program
    .command('down')
    .description('stop the local environment and remove everything it made, caches excepted')
    .action(async () => {
      const { down } = require('../run/down') as typeof import('../run/down');
      process.exitCode = await down();
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number of seconds above 0 is needed');
}
