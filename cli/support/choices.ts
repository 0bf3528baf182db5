import { type Command, InvalidArgumentError, type Option } from 'commander';
import { didYouMean } from '../../gitops/nearest';

/** Has every option and argument of the program with a list of choices suggest the nearest one. */
export function suggestChoices(command: Command): void {
  for (const part of [...command.options, ...command.registeredArguments]) suggest(part as Choosing);
  for (const child of command.commands) suggestChoices(child);
}

type Choosing = Pick<Option, 'argChoices' | 'parseArg' | 'argParser'>;

function suggest(part: Choosing): void {
  const { argChoices: choices, parseArg: parse } = part;
  if (choices === undefined || parse === undefined) return;
  part.argParser((value: string, previous: unknown) => {
    if (choices.includes(value)) return parse(value, previous);
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.${didYouMean(value, choices)}`);
  });
}
