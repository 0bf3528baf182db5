import type { Argument, Command, Option } from 'commander';
import { descriptionOf, EXIT_CODES, exitCodesOf } from './support/describe';
import { ExitCode } from './support/exit';

/** The reference of the command line as Markdown, from the program itself: docs/command-line.md ends with it. */
export function reference(program: Command): string {
  const commands = program.createHelp().visibleCommands(program).filter(isOwn);
  const sections = grouped(commands).map(([group, members]) =>
    [`## ${group.replace(/:$/, '')}`, ...members.map(section)].join('\n\n'),
  );
  const codes = `## Exit codes\n\n${table(['Code', 'Meaning'], EXIT_CODES.map(exitCodeRow))}`;
  return `${[codes, ...sections].join('\n\n')}\n`;
}

/** `help` is commander's own. */
function isOwn(command: Command): boolean {
  return command.name() !== 'help';
}

function grouped(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const group = command.helpGroup();
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }
  return [...groups];
}

function section(command: Command): string {
  const usage = ['argo-bootstrap', command.name(), command.usage()].join(' ');
  const options = command.options.filter(({ hidden }) => !hidden);
  const rows = [...command.registeredArguments.map(argumentRow), ...options.map(optionRow)];
  return [
    `### ${command.name()}`,
    sentence(command.description()),
    `\`\`\`text\n${usage}\n\`\`\``,
    ...(rows.length > 0 ? [table(['Option', 'What it does'], rows)] : []),
    `Exit codes: ${exitCodesOf(command).map(exitCode).join(', ')}.`,
    examples(command),
  ].join('\n\n');
}

/** 1 means something else for each command; the others are explained once. */
function exitCode([code, meaning]: readonly [number, string]): string {
  return code === ExitCode.notWell ? `${code} (${meaning})` : String(code);
}

function argumentRow(argument: Argument): string[] {
  const choices = argument.argChoices ? `: ${argument.argChoices.join(', ')}` : '';
  return [`\`${argument.name()}\``, `${argument.description}${choices}`];
}

function optionRow({
  flags,
  description,
  argChoices,
  defaultValue,
  defaultValueDescription,
}: Option): string[] {
  const choices = argChoices ? `: ${argChoices.join(', ')}` : '';
  const value = defaultValueDescription ?? (defaultValue === undefined ? '' : String(defaultValue));
  const isFlag = defaultValue === true || defaultValue === false;
  return [`\`${flags}\``, `${description}${choices}${value === '' || isFlag ? '' : ` (default: ${value})`}`];
}

function exitCodeRow([code, meaning]: readonly [number, string]): string[] {
  return [String(code), meaning];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Each block of commands says what tries them. */
function examples(command: Command): string {
  const lines = descriptionOf(command)?.examples ?? [];
  return `<!-- tested: test/cli/help.test.ts -->\n\`\`\`sh\n${lines.join('\n')}\n\`\`\``;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
