import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { writeHelmShim } from '../../validate/render/helm-shim';
import { temporaryDirectory } from '../support/temporary';

describe('the helm of a run', () => {
  const directory = temporaryDirectory();
  let calls: string;

  beforeEach(() => {
    calls = join(directory.path, 'calls');
    write('echo v3.19.0+g1234567');
    writeHelmShim(real(), join(directory.path, "the run's bin"));
  });

  const real = () => join(directory.path, "a user's helm");

  /** A `helm` that says with what it was called, and does `then`. */
  function write(then: string): void {
    writeFileSync(real(), `#!/bin/sh\nprintf '<%s>' "$@" >>'${calls}'\necho >>'${calls}'\n${then}\n`, {
      mode: 0o755,
    });
  }

  const helm = (...args: string[]) =>
    execa(join(directory.path, "the run's bin", 'helm'), args, { reject: false });
  const called = () => readFileSync(calls, 'utf8');

  it('asks the real one for its version once', async () => {
    const answers = [await helm('version', '--short'), await helm('version', '--short')];
    assert.deepEqual(
      answers.map(({ exitCode, stdout }) => ({ exitCode, stdout })),
      [
        { exitCode: 0, stdout: 'v3.19.0+g1234567' },
        { exitCode: 0, stdout: 'v3.19.0+g1234567' },
      ],
    );
    assert.equal(called(), '<version><--short>\n');
  });

  it('hands everything else on as it is', async () => {
    write('echo rendered; exit 3');
    const { exitCode, stdout } = await helm('template', 'a b', '', '*');
    assert.deepEqual({ exitCode, stdout }, { exitCode: 3, stdout: 'rendered' });
    assert.equal(called(), '<template><a b><><*>\n');
  });

  it('fails as the real one does, and asks again', async () => {
    write('echo broken >&2; exit 7');
    const { exitCode, stderr } = await helm('version', '--short');
    assert.deepEqual({ exitCode, stderr }, { exitCode: 7, stderr: 'broken' });
    write('echo v3.19.1');
    assert.equal((await helm('version', '--short')).stdout, 'v3.19.1');
  });
});
