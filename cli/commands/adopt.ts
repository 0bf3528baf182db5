import { type Command, Option } from 'commander';
import type { AdoptFlags } from '../run/adopt';
import { describe } from '../support/describe';

/**
 * Adds `adopt`.
 *
 * @param root The checkout to write to unless another is named.
 */
export function registerAdopt(program: Command, root: string): void {
  const adopt = program
    .command('adopt')
    .description('write the service that takes a Helm release over from the cluster, recreating nothing')
    .argument('<release>', 'name of the release')
    .requiredOption('-n, --namespace <namespace>', 'namespace of the release')
    .option('--context <context>', 'context of the kubeconfig (default: the current one)')
    .option(
      '-e, --env <environment>',
      'environment that the cluster is (default: the one whose stack names the context)',
    )
    .option('--service <service>', 'name of the service (default: that of the release)')
    .option('--chart <directory>', 'the unpacked chart (default: what Helm recorded of it)')
    .option('--harmless <values...>', 'values such as auth.token that are no secrets')
    .option('--accept-differences', 'write although something would change')
    .option('--dry-run', 'show what would be written, and write nothing')
    .addOption(new Option('--root <directory>', 'the checkout to write to').default(root, 'this one'))
    .option('--json', 'print {release, chart, application, changes, differences, notes, findings, written}')
    .action(async (release: string, flags: AdoptFlags) => {
      const { adopt } = require('../run/adopt') as typeof import('../run/adopt');
      process.exitCode = await adopt(release, flags);
    });
  describe(adopt, {
    examples: [
      'bin/argo-bootstrap adopt shop --namespace shop --context staging-cluster --env staging --dry-run',
      'bin/argo-bootstrap adopt shop --namespace shop --env staging --chart ../charts/shop',
    ],
    notWell: 'something would change and nothing was written, or the check has findings about it',
  });
}
