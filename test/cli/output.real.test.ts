import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../support/checkout';
import { temporaryDirectory } from '../support/temporary';
import { ESCAPE, onTerminal, PROGRAM } from './support/terminal';

/** Jobs of build servers say that they show colours: a pipe is still no terminal. */
const EAGER = { FORCE_COLOR: '1', CI: 'true', GITHUB_ACTIONS: 'true', NO_COLOR: '' };

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const options = { cwd: PROJECT_ROOT, env: { ...EAGER, ...env }, reject: false, timeout: 100_000 } as const;
  const { stdout, stderr, exitCode } = await execa(PROGRAM, args, options);
  return { stdout, stderr, exitCode };
}

describe('what the program prints', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();

  it('has no colours where it is not a terminal, whatever a job promises', async () => {
    for (const args of [
      ['--help'],
      ['doctor'],
      ['explain', 'no-such'],
      ['env', '--env', 'stagin'],
      ['status'],
    ]) {
      const { stdout, stderr } = await run(args);
      assert.ok(!`${stdout}${stderr}`.includes(ESCAPE), `${args.join(' ')}:\n${stdout}${stderr}`);
    }
  });

  it('has colours on a terminal, and none with NO_COLOR', async () => {
    const command = `${PROGRAM} explain no-such-application`;
    const shown = await onTerminal(command, { NO_COLOR: '' });
    assert.ok(shown.includes(`${ESCAPE}[31m`), shown);
    const plain = await onTerminal(command, { NO_COLOR: '1' });
    assert.ok(plain.includes('application-unknown') && !plain.includes(`${ESCAPE}[3`), plain);
  });

  it('writes a report without colours to a file, from a terminal too', async () => {
    const file = join(directory.path, 'report.txt');
    await onTerminal(`${PROGRAM} validate --env local --output ${file}`, {});
    const report = readFileSync(file, 'utf8');
    assert.match(report, /Applications, \d+ objects in local/);
    assert.ok(!report.includes(ESCAPE));
  });

  for (const args of [
    ['doctor', '--json'],
    ['tools', '--json'],
    ['vendor', '--check', '--json'],
    ['explain', 'service-hello', '--json'],
    ['validate', '--env', 'local', '--json'],
    ['env', '--env', 'staging', '--json'],
  ]) {
    it(`is one JSON value for ${args.join(' ')}`, async () => {
      const { stdout, stderr, exitCode } = await run(args);
      assert.equal(exitCode, 0, stderr);
      assert.equal(typeof JSON.parse(stdout), 'object');
    });
  }

  it('says what a misspelt environment or Application may have been, and exits with 2', async () => {
    const environment = await run(['validate', '--env', 'stagin']);
    assert.match(environment.stderr, /no environment `stagin` \(did you mean staging\?\)/);
    const application = await run(['explain', 'service-helo', '--json']);
    assert.match(
      application.stderr,
      /no environment has an Application service-helo \(did you mean service-hello\?\)/,
    );
    assert.deepEqual([environment.exitCode, application.exitCode, application.stdout], [2, 2, '']);
  });
});
