import * as assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const directory = join(__dirname, '../../helmfiles/plugin');

describe('the plugin definition', () => {
  it('is helmfile v1.0, without discovery and without git credentials', () => {
    assert.deepEqual(parse(readFileSync(join(directory, 'plugin.yaml'), 'utf8')), {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ConfigManagementPlugin',
      metadata: { name: 'helmfile' },
      spec: {
        version: 'v1.0',
        preserveFileMode: false,
        provideGitCreds: false,
        generate: { command: ['sh', '/home/argocd/cmp-server/plugin/render.sh'] },
      },
    });
  });

  it('runs a script that says nothing of what it does', () => {
    const text = readFileSync(join(directory, 'render.sh'), 'utf8');
    assert.match(text, /^#!\/bin\/sh\n/);
    assert.doesNotMatch(text, /set -[a-z]*x|\[\[ |<\(/);
    assert.ok((statSync(join(directory, 'render.sh')).mode & 0o111) !== 0);
  });
});
