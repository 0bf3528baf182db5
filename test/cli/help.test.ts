import assert from 'node:assert/strict';
import { commandLine } from '../../cli/program';
import { descriptionOf, EXIT_CODES, exitCodesOf } from '../../cli/support/describe';
import { ExitCode } from '../../cli/support/exit';
import { inertProgram, visibleCommands } from './support/program';

/** The words of an example after the program's name, up to where the shell takes over. */
function wordsOf(example: string): string[] {
  const [, rest] = /bin\/argo-bootstrap ([^|)]*)/.exec(example) ?? [];
  assert.ok(rest, `\`${example}\` does not call bin/argo-bootstrap`);
  return rest.trim().split(/\s+/);
}

/** Help as it is shown, what was added after it included. */
function helpOf(command: ReturnType<typeof commandLine>): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

describe("the program's help", () => {
  it('puts every command under a heading of its users', () => {
    for (const command of visibleCommands(commandLine())) {
      assert.match(command.helpGroup(), /:$/, command.name());
      assert.notEqual(command.helpGroup(), 'Commands:', command.name());
    }
  });

  it('shows an example of each command', () => {
    const help = helpOf(commandLine());
    for (const command of visibleCommands(commandLine()))
      assert.match(help, new RegExp(`^ .*bin/argo-bootstrap ${command.name()}\\b`, 'm'), command.name());
  });

  it('tells what every exit code means', () => {
    const help = helpOf(commandLine());
    assert.deepEqual(EXIT_CODES.map(([code]) => code).sort(), Object.values(ExitCode).sort());
    for (const [code, meaning] of EXIT_CODES)
      assert.ok(help.includes(`${String(code).padEnd(3)}  ${meaning}`));
  });

  for (const { name, command } of visibleCommands(commandLine()).map((command) => ({
    name: command.name(),
    command,
  }))) {
    it(`${name}: ends with examples that the program takes, and with the exit codes`, async () => {
      const examples = descriptionOf(command)?.examples ?? [];
      assert.ok(examples.length > 0, 'there is no example');
      const help = helpOf(command);
      for (const example of examples) {
        assert.ok(help.includes(`  ${example}\n`), example);
        const [first, ...rest] = wordsOf(example);
        assert.equal(first, name);
        await inertProgram().parseAsync([name, ...rest], { from: 'user' });
      }
      for (const [code, meaning] of exitCodesOf(command))
        assert.ok(help.includes(`${code}`) && help.includes(meaning));
    });
  }
});

describe('what is refused', () => {
  const messageFor = async (...words: string[]) => {
    try {
      await inertProgram().parseAsync(words, { from: 'user' });
    } catch (error) {
      return (error as Error).message;
    }
    throw new assert.AssertionError({ message: 'it was taken' });
  };

  it('a misspelt command, with the nearest', async () => {
    assert.equal(await messageFor('statu'), "error: unknown command 'statu'\n(Did you mean status?)");
  });

  it('a misspelt option, with the nearest', async () => {
    assert.equal(
      await messageFor('validate', '--formt', 'json'),
      "error: unknown option '--formt'\n(Did you mean --format?)",
    );
  });

  it('two forms of one report', async () => {
    assert.match(
      await messageFor('validate', '--json', '--format', 'html'),
      /'--json' cannot be used with .*'--format/,
    );
  });

  it('a misspelt choice, with the nearest', async () => {
    assert.equal(
      await messageFor('env', '--env', 'stagin'),
      "error: option '-e, --env <environment>' argument 'stagin' is invalid. " +
        'Allowed choices are local, staging, production. (did you mean staging?)',
    );
    assert.match(await messageFor('completion', 'bsh'), /\(did you mean bash or zsh\?\)$/);
  });
});
