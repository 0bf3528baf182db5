import { type Command, Option } from 'commander';
import { describe } from '../support/describe';

/**
 * Adds `explain`.
 *
 * @param root The checkout to read unless another is named.
 */
export function registerExplain(program: Command, root: string): void {
  const explain = program
    .command('explain')
    .description('tell where an Application comes from: file, generator, wave, project, values, revision')
    .argument('<application>', 'name of the Application')
    .addOption(new Option('--root <directory>', 'the checkout to read').default(root, 'this one'))
    .option('--json', 'print {name, environments: [{environment, declared, generator, …}], absentFrom}')
    .action(async (application: string, flags: { root: string; json?: boolean }) => {
      const { explainApplication } = require('../run/explain') as typeof import('../run/explain');
      process.exitCode = await explainApplication(application, flags);
    });
  describe(explain, {
    examples: ['bin/argo-bootstrap explain service-hello', 'bin/argo-bootstrap explain infra-gateway --json'],
  });
}
