import assert from 'node:assert/strict';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../support/checkout';
import { ESCAPE, onTerminal, PROGRAM } from './support/terminal';

const CLEARED = `\r${ESCAPE}[2K`;
const VALIDATE = ['validate', '--env', 'local', '--base', 'HEAD'];

describe('what validate shows while it works', function () {
  this.timeout(120_000);

  it('is a line of the tree, then of the base, on a terminal, and gone when the report comes', async () => {
    const shown = await onTerminal(`${PROGRAM} ${VALIDATE.join(' ')}`, { CI: '' });
    const [tree, base] = [/\[2K\d+ done, infra-\S+ in local/, /\[2KHEAD: \d+ done, infra-\S+ in local/];
    assert.ok(shown.search(tree) >= 0 && shown.search(base) > shown.search(tree), shown);
    const report = shown.slice(shown.lastIndexOf(CLEARED) + CLEARED.length);
    assert.match(report, /Applications, \d+ objects in local/);
    assert.ok(!report.includes('\r\r') && !report.includes('done, '), report);
  });

  it('is gone when the run fails', async () => {
    const shown = await onTerminal(`${PROGRAM} validate --env local --base no-such-revision`, { CI: '' });
    assert.match(shown.slice(shown.lastIndexOf(CLEARED)), /git knows no commit `no-such-revision`/);
  });

  it('is nothing in a job, and nothing where nobody watches', async () => {
    const shown = await onTerminal(`${PROGRAM} ${VALIDATE.join(' ')}`, { CI: 'true' });
    assert.ok(!shown.includes(CLEARED) && !shown.includes('done, '), shown);
    const { stderr } = await execa(PROGRAM, VALIDATE, { cwd: PROJECT_ROOT, reject: false });
    assert.equal(stderr, '');
  });
});
