import assert from 'node:assert/strict';
import { type ShowProgress, withProgress } from '../../cli/support/progress';

const CLEARED = '\r\u001b[2K';

/** What a stream was told. */
async function written(
  use: (show: ShowProgress) => Promise<unknown>,
  stream: { isTTY?: boolean; columns?: number } = {},
): Promise<string> {
  let all = '';
  const write = (text: string) => {
    all += text;
  };
  await withProgress(use, { isTTY: true, columns: 80, write, ...stream }).catch(() => undefined);
  return all;
}

const twoLines = async (show: ShowProgress) => {
  show('first');
  show('second');
};

describe('withProgress', () => {
  const { CI, TERM } = process.env;

  beforeEach(() => {
    delete process.env['CI'];
    process.env['TERM'] = 'xterm';
  });

  after(() => {
    for (const [name, value] of Object.entries({ CI, TERM })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('writes one line over the other, and leaves none', async () => {
    assert.equal(await written(twoLines), `${CLEARED}first${CLEARED}second${CLEARED}`);
  });

  it('leaves no line where the work fails, and hands its error on', async () => {
    const failing = async (show: ShowProgress) => {
      show('first');
      throw new Error('failed');
    };
    assert.equal(await written(failing), `${CLEARED}first${CLEARED}`);
    await assert.rejects(withProgress(failing, { write: () => undefined }), /failed/);
  });

  it('stays on one line of the terminal, and passes nothing on that would leave it', async () => {
    const long = async (show: ShowProgress) => show('x'.repeat(200));
    assert.equal(await written(long, { columns: 40 }), `${CLEARED}${'x'.repeat(39)}${CLEARED}`);
    assert.equal(await written(long, { columns: 0 }), `${CLEARED}${'x'.repeat(79)}${CLEARED}`);
    const hostile = async (show: ShowProgress) => show('web\n\u001b[2J');
    assert.equal(await written(hostile), `${CLEARED}web\\u000a\\u001b[2J${CLEARED}`);
  });

  it('says nothing in a pipe, in a job, and on a terminal that cannot write over', async () => {
    assert.equal(await written(twoLines, { isTTY: false }), '');
    process.env['CI'] = 'true';
    assert.equal(await written(twoLines), '');
    process.env['CI'] = 'false';
    assert.notEqual(await written(twoLines), '');
    process.env['TERM'] = 'dumb';
    assert.equal(await written(twoLines), '');
  });
});
