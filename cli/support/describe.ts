import type { Command } from 'commander';
import { ExitCode } from './exit';

/** What a command's help says besides its options. */
export interface Description {
  /** Whole command lines, the simplest first. */
  readonly examples: readonly [string, ...string[]];
  /** What exit code 1 means; absent where the command never ends with it. */
  readonly notWell?: string;
}

/** What every exit code means, for the commands that say nothing else. */
export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [ExitCode.ok, 'done, and all is well'],
  [ExitCode.notWell, 'done, and something is not well: an Application is not Healthy, a check has findings'],
  [ExitCode.failed, 'could not be done: bad input, a missing tool, a component that did not start'],
  [ExitCode.interrupted, 'interrupted by Ctrl-C or SIGTERM; the same command goes on from there'],
];

const descriptions = new WeakMap<Command, Description>();

/** Adds examples and exit codes to a command's help. */
export function describe(command: Command, description: Description): Command {
  descriptions.set(command, description);
  const lines = (title: string, list: readonly string[]) => [`${title}:`, ...list.map((line) => `  ${line}`)];
  const { examples } = description;
  return command.addHelpText('after', () =>
    [
      '',
      ...lines(examples.length > 1 ? 'Examples' : 'Example', examples),
      '',
      ...lines('Exit codes', exitCodesOf(command).map(formatExitCode)),
    ].join('\n'),
  );
}

/** What `describe` was told of a command. */
export function descriptionOf(command: Command): Description | undefined {
  return descriptions.get(command);
}

/** The exit codes that a command can end with, and what each of them means there. */
export function exitCodesOf(command: Command): [number, string][] {
  const { notWell } = descriptions.get(command) ?? {};
  return EXIT_CODES.flatMap(([code, meaning]): [number, string][] => {
    if (code !== ExitCode.notWell) return [[code, meaning]];
    return notWell === undefined ? [] : [[code, notWell]];
  });
}

/** One line of help for an exit code. */
export function formatExitCode([code, meaning]: readonly [number, string]): string {
  return `${String(code).padEnd(3)}  ${meaning}`;
}
