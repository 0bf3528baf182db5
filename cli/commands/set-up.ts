import { type Command, Option } from 'commander';
import type { EnvironmentName } from '../../embedded/environment';
import { ENVIRONMENTS } from '../../gitops/environments';
import { describe } from '../support/describe';

/** Adds the commands around tools and shells. */
export function registerSetUp(program: Command): void {
  registerEnv(program);
  registerDoctor(program);
  registerTools(program);
  registerVendor(program);
}

function registerEnv(program: Command): void {
  const env = program
    .command('env')
    .description('print shell exports for an environment: eval "$(bin/argo-bootstrap env)"')
    .addOption(new Option('-e, --env <environment>', 'environment').choices(ENVIRONMENTS).default('local'))
    .option('--rehearsal', 'the rehearsal of that environment on this machine, not the real one')
    .option('--json', 'print {name: value} instead')
    .action(async (flags: { env: EnvironmentName; rehearsal?: boolean; json?: boolean }) => {
      const { env } = require('../run/env') as typeof import('../run/env');
      const { rehearsal, json } = flags;
      process.exitCode = await env(flags.env, { rehearsal: rehearsal === true, json: json === true });
    });
  describe(env, {
    examples: ['eval "$(bin/argo-bootstrap env)"', 'eval "$(bin/argo-bootstrap env --env staging)"'],
  });
}

function registerDoctor(program: Command): void {
  const doctor = program
    .command('doctor')
    .description('list every external tool: where it was found, its version, why another was refused')
    .option('--json', 'print [{name, kind, source, path, version, wanted, refused, fix}]')
    .action(async ({ json }: { json?: boolean }) => {
      const { doctor } = require('../run/doctor') as typeof import('../run/doctor');
      process.exitCode = await doctor(json === true);
    });
  describe(doctor, { examples: ['bin/argo-bootstrap doctor'], notWell: 'a tool is missing' });
}

function registerTools(program: Command): void {
  const tools = program
    .command('tools')
    .description('find or build every external tool, and print the directory that holds them')
    .option('--json', 'print {directory, tools: [{name, version, source, path}]}')
    .action(async ({ json }: { json?: boolean }) => {
      const { tools } = require('../run/tools') as typeof import('../run/tools');
      process.exitCode = await tools(json === true);
    });
  describe(tools, { examples: ['bin/argo-bootstrap tools', 'PATH="$(bin/argo-bootstrap tools):$PATH"'] });
}

function registerVendor(program: Command): void {
  const vendor = program
    .command('vendor')
    .description('put the third-party files of toolchain/vendor.lock.yaml in place')
    .option('--check', 'write nothing; fail where a file is missing or not the locked one')
    .option('--update', 'write the hashes of the locked versions to the lock')
    .option('--json', 'print [{name, version, file, state}]')
    .action(async (flags: { check?: boolean; update?: boolean; json?: boolean }) => {
      const { vendor } = require('../run/vendor') as typeof import('../run/vendor');
      process.exitCode = await vendor(flags);
    });
  describe(vendor, { examples: ['bin/argo-bootstrap vendor', 'bin/argo-bootstrap vendor --check'] });
}
