import { Command } from 'commander';
import { version } from '../package.json';
import { registerValidate } from '../validate/command';
import { registerEnvironment } from './commands/environment';
import { registerSetUp } from './commands/set-up';
import { ExitCode, reportFailure } from './support/exit';
import { handleInterrupts } from './support/interrupt';
import { PROJECT_ROOT } from './support/project';

/** The command line with all its commands. */
function commandLine(): Command {
  const program = new Command('argo-bootstrap')
    .description('Bring up and keep a hardened Argo CD, in every environment from one program.')
    .version(version)
    .showSuggestionAfterError()
    .exitOverride((error) => {
      process.exit(error.exitCode === 0 ? ExitCode.ok : ExitCode.failed);
    });
  // Grouped by who uses them; each registration has a file of its own.
  program.commandsGroup('The environment on this machine:');
  registerEnvironment(program);
  program.commandsGroup('Service teams and reviewers:');
  registerValidate(program, PROJECT_ROOT);
  program.commandsGroup('Platform engineers:');
  registerSetUp(program);
  return program;
}

async function main(): Promise<void> {
  try {
    await commandLine().parseAsync();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}

handleInterrupts();
void main();
