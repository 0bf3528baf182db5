import { Argument, type Command } from 'commander';
import { SHELLS, type Shell } from '../completion/scripts';
import { describe } from '../support/describe';

/** Adds `completion`, and the command that its scripts ask, which nobody types. */
export function registerCompletion(program: Command): void {
  const completion = program
    .command('completion')
    .description('print the completion script of a shell: eval "$(bin/argo-bootstrap completion bash)"')
    .addArgument(new Argument('<shell>', 'shell').choices(SHELLS))
    .action((shell: Shell) => {
      const { completionScript } = require('../completion/scripts') as typeof import('../completion/scripts');
      process.stdout.write(completionScript(shell));
    });
  describe(completion, {
    examples: [
      'eval "$(bin/argo-bootstrap completion bash)"',
      'eval "$(bin/argo-bootstrap completion zsh)"',
      'bin/argo-bootstrap completion fish | source',
    ],
  });
  program
    .command('__complete [words...]', { hidden: true })
    .allowUnknownOption()
    .action(async (words: string[]) => {
      const { complete } = require('../run/complete') as typeof import('../run/complete');
      process.exitCode = await complete(program, words);
    });
}
