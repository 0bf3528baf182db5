import type { Command } from 'commander';
import { commandLine } from '../../../cli/program';

/** The program as it is, except that it throws where it would exit, prints nothing and does nothing. */
export function inertProgram(): Command {
  const program = commandLine();
  for (const command of [program, ...program.commands]) {
    command.exitOverride((error) => {
      throw error;
    });
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
    if (command !== program) command.action(() => {});
  }
  return program;
}

/** The commands that a reader sees, commander's own `help` left out. */
export function visibleCommands(program: Command): Command[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== 'help');
}
