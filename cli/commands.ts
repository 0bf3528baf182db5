import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENVIRONMENTS, type EnvironmentName } from '../embedded/environment';

/*
 * Every command but `validate`, which brings its own. What a command does is loaded when it runs: the Kubernetes
 * client alone takes a second, which nobody should wait for who only asks for help. By `require`, since the loader
 * compiles only what is required.
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
      const { up } = require('./run/up') as typeof import('./run/up');
      process.exitCode = await up(flags.timeout * 1000);
    });
  program
    .command('status')
    .description('show every Application of the local environment, and what has crashed')
    .option('--json', 'print [{name, project, layer, wave, sync, health, revision, message, failing}]')
    .action(async ({ json }: { json?: boolean }) => {
      const { status } = require('./run/status') as typeof import('./run/status');
      process.exitCode = await status(json === true);
    });
  program
    .command('sync')
    .description('take a new snapshot of the working tree and wait until Argo CD has synced it')
    .addOption(timeout())
    .action(async (flags: { timeout: number }) => {
      const { sync } = require('./run/sync') as typeof import('./run/sync');
      process.exitCode = await sync(flags.timeout * 1000);
    });
  program
    .command('down')
    .description('stop the local environment and remove everything it made, caches excepted')
    .action(async () => {
      const { down } = require('./run/down') as typeof import('./run/down');
      process.exitCode = await down();
    });
}

/** Adds the commands around tools and shells. */
export function registerSetUp(program: Command): void {
  program
    .command('env')
    .description('print shell exports for an environment: eval "$(bin/argo-bootstrap env)"')
    .addOption(new Option('-e, --env <environment>', 'environment').choices(ENVIRONMENTS).default('local'))
    .action(async (flags: { env: EnvironmentName }) => {
      const { env } = require('./run/env') as typeof import('./run/env');
      process.exitCode = await env(flags.env);
    });
  program
    .command('doctor')
    .description('list every external tool: where it was found, its version, why another was refused')
    .option('--json', 'print the same as data')
    .action(async ({ json }: { json?: boolean }) => {
      const { doctor } = require('./run/doctor') as typeof import('./run/doctor');
      process.exitCode = await doctor(json === true);
    });
  program
    .command('tools')
    .description('find or build every external tool, and print the directory that holds them')
    .action(async () => {
      const { tools } = require('./run/tools') as typeof import('./run/tools');
      process.exitCode = await tools();
    });
  program
    .command('vendor')
    .description('put the third-party files of toolchain/vendor.lock.yaml in place')
    .option('--check', 'write nothing; fail where a file is missing or not the locked one')
    .option('--update', 'write the hashes of the locked versions to the lock')
    .action(async (flags: { check?: boolean; update?: boolean }) => {
      const { vendor } = require('./run/vendor') as typeof import('./run/vendor');
      process.exitCode = await vendor(flags);
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number of seconds above 0 is needed');
}
