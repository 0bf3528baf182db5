import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PageSession } from '../e2e/support/page-session';
import { temporaryDirectory } from '../support/temporary';

describe('the shell of a reader', () => {
  const directory = temporaryDirectory();

  it('goes on from block to block: variables, exported or not, and the folder', async () => {
    mkdirSync(join(directory.path, 'below'));
    const session = new PageSession(directory.path, {});
    await session.type('plain="two words"\nexport EXPORTED=$plain\ncd below');
    const { text, exitCode } = await session.type(
      'printf "%s, %s, " "$plain" "$(printenv EXPORTED)"; basename "$PWD"',
    );
    session.close();
    assert.equal(text, 'two words, two words, below');
    assert.equal(exitCode, 0);
  });

  it('stops at the first command that fails, with its exit code', async () => {
    const session = new PageSession(directory.path, {});
    const { text, exitCode } = await session.type('echo before\n(exit 7)\necho after');
    session.close();
    assert.deepEqual([text, exitCode], ['before', 7]);
  });

  it('writes files into the clone, and reads them', () => {
    const session = new PageSession(directory.path, {});
    session.write('a/b.yaml', 'c: d\n');
    assert.equal(session.read('a/b.yaml'), 'c: d\n');
    session.close();
  });
});
