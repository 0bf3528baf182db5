import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argocdClientEnvironment } from '../../../embedded/argo/client';
import { embeddedEnvironment } from '../../../embedded/environment';
import { temporaryDirectory } from '../../support/temporary';

describe("argocd's own environment", () => {
  const directory = temporaryDirectory();
  const environment = () => embeddedEnvironment(directory.path, 'local', join(directory.path, 'state'));

  it('keeps log-ins where `down` removes them', () => {
    const { directory: state } = environment();
    assert.deepEqual(argocdClientEnvironment(environment()), { ARGOCD_CONFIG_DIR: join(state, 'argocd') });
  });

  it('names the server once it has been started', () => {
    const { runDirectory } = environment();
    mkdirSync(runDirectory, { recursive: true });
    writeFileSync(
      join(runDirectory, 'server.json'),
      JSON.stringify({ endpoints: { https: '127.0.0.1:4321' } }),
    );
    assert.equal(argocdClientEnvironment(environment())['ARGOCD_SERVER'], '127.0.0.1:4321');
  });
});
