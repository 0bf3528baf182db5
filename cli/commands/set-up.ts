import { type Command, Option } from 'commander';
import { ENVIRONMENTS, type EnvironmentName } from '../../embedded/environment';

/** Adds the commands around tools and shells. */
export function registerSetUp(program: Command): void {
  program
    .command('env')
    .description('print shell exports for an environment: eval "$(bin/argo-bootstrap env)"')
    .addOption(new Option('-e, --env <environment>', 'environment').choices(ENVIRONMENTS).default('local'))
    .action(async (flags: { env: EnvironmentName }) => {
      const { env } = require('../run/env') as typeof import('../run/env');
      process.exitCode = await env(flags.env);
    });
  program
    .command('doctor')
    .description('list every external tool: where it was found, its version, why another was refused')
    .option('--json', 'print the same as data')
    .action(async ({ json }: { json?: boolean }) => {
      const { doctor } = require('../run/doctor') as typeof import('../run/doctor');
      process.exitCode = await doctor(json === true);
    });
  program
    .command('tools')
    .description('find or build every external tool, and print the directory that holds them')
    .action(async () => {
      const { tools } = require('../run/tools') as typeof import('../run/tools');
      process.exitCode = await tools();
    });
  program
    .command('vendor')
    .description('put the third-party files of toolchain/vendor.lock.yaml in place')
    .option('--check', 'write nothing; fail where a file is missing or not the locked one')
    .option('--update', 'write the hashes of the locked versions to the lock')
    .action(async (flags: { check?: boolean; update?: boolean }) => {
      const { vendor } = require('../run/vendor') as typeof import('../run/vendor');
      process.exitCode = await vendor(flags);
    });
}
