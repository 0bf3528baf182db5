import { Command } from 'commander';
import { version } from '../package.json';
import { registerAdopt } from './commands/adopt';
import { registerCompletion } from './commands/completion';
import { registerEnvironment } from './commands/environment';
import { registerExplain } from './commands/explain';
import { registerPromotion } from './commands/promotion';
import { registerRotation } from './commands/rotation';
import { registerServices } from './commands/services';
import { registerSetUp } from './commands/set-up';
import { registerValidate } from './commands/validate';
import { suggestChoices } from './support/choices';
import { descriptionOf, EXIT_CODES, formatExitCode } from './support/describe';
import { ExitCode } from './support/exit';
import { PROJECT_ROOT } from './support/project';

/** The command line with all its commands. */
export function commandLine(): Command {
  const program = new Command('argo-bootstrap')
    .description('Bring up and keep a hardened Argo CD, in every environment from one program.')
    .version(version)
    .showSuggestionAfterError()
    .addHelpText('after', ({ command }) =>
      [
        ...['', 'An example of each, others in its own --help:'],
        ...command.commands.flatMap((child) => descriptionOf(child)?.examples[0] ?? []).map(indented),
        ...['', 'Exit codes:', ...EXIT_CODES.map(formatExitCode).map(indented)],
      ].join('\n'),
    )
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? ExitCode.ok : ExitCode.failed);
    });
  // Grouped by who uses them; each registration has a file of its own.
  program.commandsGroup('The environment on this machine:');
  registerEnvironment(program);
  program.commandsGroup('Service teams and reviewers:');
  registerValidate(program, PROJECT_ROOT);
  registerExplain(program, PROJECT_ROOT);
  registerServices(program, PROJECT_ROOT);
  program.commandsGroup('Platform engineers:');
  registerAdopt(program, PROJECT_ROOT);
  registerPromotion(program);
  registerRotation(program);
  registerSetUp(program);
  registerCompletion(program);
  suggestChoices(program);
  return program;
}

function indented(line: string): string {
  return `  ${line}`;
}
