import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { argoCdCommand } from '../../rotation/argo-cd';
import { temporaryDirectory } from '../support/temporary';

const REPOSITORY = 'https://github.com/example-org/tree';

describe("Argo CD's answer about a repository", () => {
  const directory = temporaryDirectory();
  const path = process.env['PATH'];

  afterEach(() => {
    process.env['PATH'] = path;
  });

  /** Puts a command of this name first on PATH, which does what the script says. */
  function argocd(script: string): void {
    const text = `#!/bin/sh\necho "$*" >> ${directory.path}/calls\n${script}\n`;
    writeFileSync(join(directory.path, 'argocd'), text, { mode: 0o755 });
    process.env['PATH'] = [directory.path, path].join(delimiter);
  }

  const answer = (state: object) => `echo '${JSON.stringify({ repo: REPOSITORY, connectionState: state })}'`;

  it('is asked for anew, for one project', async () => {
    argocd(answer({ status: 'Successful', message: '' }));
    const connection = await argoCdCommand.connect(REPOSITORY, 'root');
    assert.deepEqual(connection, { works: true, message: '' });
    assert.equal(
      readFileSync(join(directory.path, 'calls'), 'utf8'),
      `repo get ${REPOSITORY} --project root --refresh hard --output json\n`,
    );
  });

  it('holds its own words where it cannot be read', async () => {
    argocd(answer({ status: 'Failed', message: 'authentication required' }));
    const connection = await argoCdCommand.connect(REPOSITORY, 'root');
    assert.deepEqual(connection, { works: false, message: 'authentication required' });
  });

  it('is waited for while Argo CD does not know the Secret yet', async () => {
    const calls = join(directory.path, 'calls');
    argocd(
      `[ "$(wc -l < ${calls})" -ge 3 ] || { echo 'repository not found for url' >&2; exit 20; }\n${answer({ status: 'Successful' })}`,
    );
    assert.equal((await argoCdCommand.connect(REPOSITORY, 'root')).works, true);
  });

  it('is missed where nobody is logged in', async () => {
    argocd(`echo '{"level":"fatal","msg":"Argo CD server address unspecified"}' >&2; exit 20`);
    await assert.rejects(
      argoCdCommand.connect(REPOSITORY, 'root'),
      /argocd repo get: Argo CD server address unspecified \[argocd-unanswered\]/,
    );
  });
});
