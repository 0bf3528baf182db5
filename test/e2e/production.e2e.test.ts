import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { itOrdersItsCertificate } from './support/certificate';
import { TestEnvironment } from './support/environment';
import { assertAllWell, overlaidKeys, REPOSITORY, requestsOf, servedCommit } from './support/rehearsal';
import { itGoesOver, itRollsBack } from './support/rotation';
import { monorepo } from './support/rotation/monorepo';

const MINUTE = 60_000;

describe('production, rehearsed end to end', function () {
  this.timeout(5 * MINUTE);
  let environment: TestEnvironment;

  before(async () => {
    environment = await TestEnvironment.create('production');
  });

  after(async () => {
    await environment?.remove();
  });

  it('brings every Application up at the pinned commit, behind the head of the trunk', async () => {
    const up = await environment.cli('up', '--credential', 'token');

    assert.equal(up.exitCode, 0, up.text);
    const [pinned, head] = [
      await servedCommit(environment, 'main~1'),
      await servedCommit(environment, 'main'),
    ];
    assert.notEqual(pinned, head);
    assertAllWell(await environment.applications(), pinned);
  });

  it('runs the committed stack, but for the cluster, the charts, the credential and the pin', () => {
    assert.deepEqual(overlaidKeys(environment), [
      'argo-bootstrap:argocd',
      'argo-bootstrap:certificates',
      'argo-bootstrap:credentials',
      'argo-bootstrap:kubernetes',
      'argo-bootstrap:repository',
      'argo-bootstrap:secrets',
      'encryptionsalt',
    ]);
  });

  itOrdersItsCertificate(() => environment);

  it('reads with the token, and reaches for nothing else', () => {
    assert.deepEqual(requestsOf(environment), [
      `fetch ${REPOSITORY} monorepo 200`,
      `list-references ${REPOSITORY} monorepo 200`,
      `list-references ${REPOSITORY} nobody 401`,
    ]);
  });

  itRollsBack(() => environment, monorepo('production', 'token'));

  itGoesOver(() => environment, monorepo('production', 'token'));

  it('is at the commit that was promoted meanwhile', async () => {
    assertAllWell(await environment.applications(), await servedCommit(environment, 'main~1'));
  });

  it('is not destroyed while it is protected', async () => {
    const destroy = await environment.inShell('pulumi', 'destroy', '--yes', '--non-interactive');

    assert.notEqual(destroy.exitCode, 0);
    assert.match(destroy.text, /protected/);
    assertAllWell(await environment.applications(), await servedCommit(environment, 'main~1'));
  });

  it('leaves nothing behind', async () => {
    const { directory, socketDirectory } = environment.embedded;
    const down = await environment.cli('down');

    assert.equal(down.exitCode, 0, down.text);
    assert.equal(existsSync(directory), false);
    assert.equal(existsSync(socketDirectory), false);
  });
});
