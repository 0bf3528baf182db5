import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostLayout, revokeCredential } from '../../embedded/git-host';
import { refreshSnapshot } from '../../embedded/snapshot';
import { itOrdersItsCertificate } from './support/certificate';
import { addDeployKey, assertRead, DEPLOY_KEY, deliverByDeployKey, SOPS_FILE } from './support/deploy-key';
import { TestEnvironment } from './support/environment';
import { itPromotes } from './support/promotion';
import {
  APPLICATIONS,
  assertAllWell,
  eventually,
  overlaidKeys,
  REPOSITORY,
  requestsOf,
  servedCommit,
} from './support/rehearsal';
import { itGoesOver, itPutsAway } from './support/rotation';
import { monorepo } from './support/rotation/monorepo';

const MINUTE = 60_000;
const PATIENCE_MS = 30_000;
const INFRASTRUCTURE = APPLICATIONS.filter((name) => name.startsWith('infra-')).length;

describe('staging, rehearsed end to end', function () {
  this.timeout(5 * MINUTE);
  let environment: TestEnvironment;

  before(async () => {
    environment = await TestEnvironment.create('staging');
  });

  after(async () => {
    await environment?.remove();
  });

  async function refresh(): Promise<void> {
    const annotation = 'argocd.argoproj.io/refresh=hard';
    const args = ['annotate', 'applications', '--all', '-n', 'argocd', '--overwrite', annotation];
    const { exitCode, text } = await environment.inShell('kubectl', ...args);
    assert.equal(exitCode, 0, text);
  }

  it('brings every Application up from the private repository', async () => {
    const up = await environment.cli('up');

    assert.equal(up.exitCode, 0, up.text);
    assertAllWell(await environment.applications(), await servedCommit(environment, 'main'));
  });

  it('runs the committed stack, but for the cluster, the charts and the credential', () => {
    assert.deepEqual(overlaidKeys(environment), [
      'argo-bootstrap:argocd',
      'argo-bootstrap:certificates',
      'argo-bootstrap:credentials',
      'argo-bootstrap:kubernetes',
      'argo-bootstrap:secrets',
      'encryptionsalt',
    ]);
  });

  itOrdersItsCertificate(() => environment);

  it('reads as the GitHub App, and reaches for nothing else', () => {
    assert.deepEqual(requestsOf(environment), [
      `fetch ${REPOSITORY} monorepo 200`,
      'installation-token 1 monorepo 201',
      // The git binary shows what it has when it is asked.
      `list-references ${REPOSITORY} monorepo 200`,
      `list-references ${REPOSITORY} nobody 401`,
    ]);
  });

  it('follows its branch', async () => {
    const scaleEdge = (replicas: number) =>
      environment.editValues('platform/data-plane/values/staging.yaml', (values) => {
        values['edge'] = { environment: 'staging', replicas };
      });
    scaleEdge(5);
    // Reaches the trunk together with its successor, so that staging never runs it.
    await refreshSnapshot(environment.embedded);
    scaleEdge(3);
    const sync = await environment.cli('sync');

    assert.equal(sync.exitCode, 0, sync.text);
    assertAllWell(await environment.applications(), await servedCommit(environment, 'main'));
    const replicas = [
      'get',
      'deployment',
      'edge',
      '-n',
      'platform-system',
      '-o',
      'jsonpath={.spec.replicas}',
    ];
    assert.equal(await environment.kubectl(...replicas), '3');
  });

  itPromotes(() => environment);

  it('shows what Argo CD says of a credential that is refused, within half a minute', async () => {
    const { credentials, ...layout } = hostLayout(environment.embedded.gitHost);
    const valid = readFileSync(credentials);
    revokeCredential({ credentials, ...layout }, 'monorepo');
    await refresh();
    const said = await eventually(async () => {
      const { text } = await environment.cli('status');
      const refused = text.match(/^infra-[\w-]+: .*authentication required/gm) ?? [];
      return refused.length === INFRASTRUCTURE ? true : undefined;
    }, PATIENCE_MS);
    assert.ok(said, (await environment.cli('status')).text);

    writeFileSync(credentials, valid);
    await refresh();
    const healed = await eventually(
      async () => ((await environment.cli('status')).exitCode === 0 ? true : undefined),
      MINUTE,
    );
    assert.ok(healed, (await environment.cli('status')).text);
  });

  it('does nothing the second time', async () => {
    const up = await environment.cli('up');

    assert.equal(up.exitCode, 0, up.text);
    assert.match(up.text, /\d+ unchanged/);
    assert.doesNotMatch(up.text, /\d+ (created|updated|replaced|deleted)/);
  });

  itPutsAway(() => environment, monorepo('staging', 'githubApp'));

  itGoesOver(() => environment, monorepo('staging', 'githubApp'));

  it('reads another repository with a deploy key that SOPS encrypted', async () => {
    await addDeployKey(environment);

    await assertRead(environment);
    assert.ok(requestsOf(environment).includes(`fetch ${REPOSITORY} ${DEPLOY_KEY} 200`));
  });

  itGoesOver(() => environment, {
    name: DEPLOY_KEY,
    kind: 'sshKey',
    file: SOPS_FILE,
    deliver: deliverByDeployKey,
  });

  it('leaves nothing behind', async () => {
    const { directory, socketDirectory } = environment.embedded;
    const down = await environment.cli('down');

    assert.equal(down.exitCode, 0, down.text);
    assert.equal(existsSync(directory), false);
    assert.equal(existsSync(socketDirectory), false);
  });
});
