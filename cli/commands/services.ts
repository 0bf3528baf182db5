import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OffboardFlags } from '../run/offboard';
import type { OnboardFlags } from '../run/onboard';
import { describe } from '../support/describe';

/**
 * Adds the commands by which services come and go.
 *
 * @param root The checkout to change unless another is named.
 */
export function registerServices(program: Command, root: string): void {
  registerOnboard(program, root);
  registerOffboard(program, root);
}

function registerOnboard(program: Command, root: string): void {
  const onboard = program
    .command('onboard')
    .description('bring a service and its chart into the tree, with all that it needs')
    .argument('[service]', 'its name, where no request file says it')
    .option('-f, --file <file>', 'the whole request as a file, in place of flags')
    .option('--team <owner>', 'who owns it, as CODEOWNERS writes it')
    .addOption(new Option('--project <project>', 'decided by the chart unless given').choices(PROJECTS))
    .option('--chart <chart>', 'a folder, or the name of a chart of --chart-repository')
    .option('--chart-repository <address>', 'https:// chart repository or oci:// registry')
    .option('--chart-version <version>', 'exact version of the chart')
    .option('-e, --env <environments...>', 'environments (default: all of the tree)')
    .option('-n, --namespace <name>', 'its namespace (default: the name of the service)')
    .option('--repository <address>', 'the Git repository that it is deployed from, which is this one')
    .addOption(new Option('--size <size>', 'quota of the namespace (default: small)').choices(SIZES))
    .option('--wave <number>', 'sync wave of a slice', wholeNumber)
    .option('--values <environment=file...>', 'values of an environment, or of all: common=<file>')
    .option('--dry-run', 'print the tree and every file, and write nothing')
    .option('--no-check', 'do not render and check the result')
    .option('--json', 'print {service, application, layer, reasons, files, kept, grants, findings}')
    .addOption(new Option('--root <directory>', 'the checkout to change').default(root, 'this one'))
    .action(async (service: string | undefined, flags: OnboardFlags) => {
      const { onboard } = require('../run/onboard') as typeof import('../run/onboard');
      process.exitCode = await onboard(service, flags);
    });
  describe(onboard, {
    examples: [
      'bin/argo-bootstrap onboard payments --team @example-org/payments --chart charts/payments',
      'bin/argo-bootstrap onboard queue --team @example-org/queue --chart queue --chart-repository oci://ghcr.io/example-org/charts --chart-version 1.2.3',
      'bin/argo-bootstrap onboard --file request.yaml --dry-run',
    ],
    notWell: 'it was written, and the check has errors about it',
  });
}

function registerOffboard(program: Command, root: string): void {
  const offboard = program
    .command('offboard')
    .description('take a service out again that onboard brought in, after saying what that deletes')
    .argument('<service>', 'its name')
    .option('--namespace', 'its namespace with quota and network policies, once its workload is gone')
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'print {service, application, namespace, files, environments}; with --yes or --dry-run')
    .addOption(new Option('--root <directory>', 'the checkout to change').default(root, 'this one'))
    .action(async (service: string, flags: OffboardFlags) => {
      const { offboard } = require('../run/offboard') as typeof import('../run/offboard');
      process.exitCode = await offboard(service, flags);
    });
  describe(offboard, {
    examples: [
      'bin/argo-bootstrap offboard payments --dry-run',
      'bin/argo-bootstrap offboard payments',
      'bin/argo-bootstrap offboard payments --namespace',
    ],
    notWell: 'the deletion was not confirmed, and nothing was deleted',
  });
}

const PROJECTS = ['apps', 'platform', 'foundation'];
const SIZES = ['small', 'medium', 'large'];

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value)) return value;
  throw new InvalidArgumentError('a whole number is needed');
}
