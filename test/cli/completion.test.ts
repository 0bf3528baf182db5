import assert from 'node:assert/strict';
import { candidatesFor } from '../../cli/completion/candidates';
import { commandLine } from '../../cli/program';
import { visibleCommands } from './support/program';

/** The values offered after these words. */
async function offered(...words: string[]): Promise<readonly string[] | string> {
  const offer = await candidatesFor(commandLine(), words);
  return typeof offer === 'string' ? offer : offer.map(({ value }) => value);
}

describe('completion', () => {
  it('offers every command, and none that is hidden', async () => {
    const names = visibleCommands(commandLine()).map((command) => command.name());
    assert.deepEqual(await offered(''), [...names, 'help']);
    assert.deepEqual(await offered('st'), ['status']);
  });

  it('offers every option of every command', async () => {
    for (const command of visibleCommands(commandLine())) {
      const expected = command.options.map(({ long }) => long);
      assert.deepEqual(await offered(command.name(), '--'), [...expected, '--help'], command.name());
    }
  });

  it('offers choices, of options and of arguments', async () => {
    assert.deepEqual(await offered('validate', '--format', 'j'), ['json', 'junit']);
    assert.deepEqual(await offered('completion', ''), ['bash', 'zsh', 'fish']);
  });

  it('takes an option and its value as one word, and as the three that bash makes of it', async () => {
    assert.deepEqual(await offered('validate', '--format=j'), ['--format=json', '--format=junit']);
    assert.deepEqual(await offered('validate', '--format', '=', 'js'), ['json']);
    assert.deepEqual(await offered('validate', '--format', '='), [
      ...['text', 'json', 'markdown', 'html', 'sarif', 'junit'],
    ]);
  });

  it('offers the environments of the tree, as often as the option takes one', async () => {
    assert.deepEqual(await offered('validate', '--env', ''), ['local', 'staging', 'production']);
    assert.deepEqual(await offered('validate', '-e', 'local', 'st'), ['staging']);
    assert.deepEqual(await offered('env', '--env', 'local', 'st'), []);
  });

  it('leaves files and directories to the shell', async () => {
    assert.equal(await offered('validate', '--output', ''), 'files');
    assert.equal(await offered('validate', '--root', ''), 'directories');
  });

  it('offers nothing where anything may stand', async () => {
    assert.deepEqual(await offered('up', '--timeout', ''), []);
    assert.deepEqual(await offered('down', ''), []);
    assert.deepEqual(await offered('no-such-command', ''), []);
  });
});
