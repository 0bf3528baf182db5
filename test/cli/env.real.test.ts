import assert from 'node:assert/strict';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../support/checkout';

describe('argo-bootstrap env', function () {
  this.timeout(60_000);

  it('puts what the documentation has people type on the PATH of a shell for a real environment', async () => {
    const program = join(PROJECT_ROOT, 'bin', 'argo-bootstrap');
    const { stdout } = await execa(program, ['env', '--env', 'production', '--json']);
    const { PATH } = JSON.parse(stdout) as { PATH: string };
    const [first = ''] = PATH.split(delimiter);
    for (const tool of ['argocd', 'helm', 'helmfile', 'kubectl', 'pulumi', 'sops']) {
      accessSync(join(first, tool), constants.X_OK);
    }
    assert.ok(first.startsWith('/'));
  });
});
