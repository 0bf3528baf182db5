import type { Argument, Command, Option } from 'commander';
import { type NameSource, nameSourceOf } from './names';

/** One thing that may stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What a shell offers: candidates, or the files or directories that it knows better. */
export type Offer = readonly Candidate[] | 'files' | 'directories';

/**
 * What may stand at the end of a command line that is being typed, as the program itself is declared.
 *
 * @param words What follows the program's name; the last one is being typed and may be empty.
 */
export async function candidatesFor(program: Command, words: readonly string[]): Promise<Offer> {
  const { before, current, prefix } = split(words);
  const { command, operands, pending } = follow(program, before);
  const offered = await offerAt(
    command,
    operands,
    prefix === '' ? pending : optionOf(command, prefix),
    current,
  );
  if (typeof offered === 'string') return offered;
  const hidesPrefix = words.at(-2) === '=' || words.at(-1) === '=';
  return offered
    .filter(({ value }) => value.startsWith(current))
    .map(({ value, description }) => ({
      value: prefix === '' || hidesPrefix ? value : `${prefix}=${value}`,
      description,
    }));
}

/** Bash makes three words of `--option=value`, the others one: both come out as option and value. */
function split(words: readonly string[]): { before: readonly string[]; current: string; prefix: string } {
  const current = words.at(-1) ?? '';
  const [, prefix = '', value = ''] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  if (prefix !== '') return { before: words.slice(0, -1), current: value, prefix };
  if (current === '=') return { before: words.slice(0, -2), current: '', prefix: words.at(-2) ?? '' };
  if (words.at(-2) === '=') return { before: words.slice(0, -3), current, prefix: words.at(-3) ?? '' };
  return { before: words.slice(0, -1), current, prefix: '' };
}

interface Position {
  readonly command: Command;
  /** How many operands of the command stand before the cursor. */
  readonly operands: number;
  /** The option whose value is being typed. */
  readonly pending?: Option | undefined;
}

/** Goes through the words before the cursor as the program would. */
function follow(program: Command, words: readonly string[]): Position {
  return words.reduce<Position>(step, { command: program, operands: 0 });
}

function step({ command, operands, pending }: Position, word: string): Position {
  if (word.startsWith('-')) {
    const option = optionOf(command, word);
    return { command, operands, pending: option && takesValue(option) ? option : undefined };
  }
  if (pending !== undefined) return { command, operands, pending: pending.variadic ? pending : undefined };
  const child = operands === 0 ? childOf(command, word) : undefined;
  return child ? { command: child, operands: 0 } : { command, operands: operands + 1 };
}

function optionOf(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

function childOf(command: Command, word: string): Command | undefined {
  return command.commands.find((child) => child.name() === word || child.aliases().includes(word));
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

async function offerAt(
  command: Command,
  operands: number,
  pending: Option | undefined,
  current: string,
): Promise<Offer> {
  if (current.startsWith('-')) return optionsOf(command);
  if (pending !== undefined) return valuesOf(pending);
  const argument = command.registeredArguments[operands] ?? lastVariadic(command);
  if (argument !== undefined) return valuesOf(argument);
  return operands === 0 ? commandsOf(command) : [];
}

function lastVariadic({ registeredArguments }: Command): Argument | undefined {
  const last = registeredArguments.at(-1);
  return last?.variadic ? last : undefined;
}

function commandsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((child) => ({ value: child.name(), description: child.description() }));
}

function optionsOf(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ value: long ?? short ?? '', description }));
}

async function valuesOf(part: Option | Argument): Promise<Offer> {
  const { argChoices } = part;
  if (argChoices) return argChoices.map((value) => ({ value, description: '' }));
  const source: NameSource | undefined = nameSourceOf(part);
  if (source === 'files' || source === 'directories') return source;
  const names = (await source?.()) ?? [];
  return names.map((value) => ({ value, description: '' }));
}
