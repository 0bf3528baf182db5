import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readDaemon } from '../../embedded/process/daemon';
import { isAlive } from '../../embedded/process/identity';
import { replicas, scaleByHand, scaleInTree } from './support/edge';
import { FOREIGN_KUBECONFIG, TestEnvironment } from './support/environment';
import { itComparesWithWhatRuns } from './support/live-report';

const MINUTE = 60_000;
const FOUNDATION = ['infra-bootstrap-namespace', 'infra-crds-gateway'];
const PLATFORM = ['infra-data-plane', 'infra-gateway'];
const BROKEN = 'releases: [';

/** Polls until `probe` answers something, for at most `timeoutMs`. */
async function eventually<T>(probe: () => Promise<T | undefined>, timeoutMs = MINUTE): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await delay(500);
  }
}

/** Every process whose command line or working directory lies below `directory`. */
function processesBelow(directory: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
    } catch {
      return false;
    }
  });
}

describe('the local environment, end to end', function () {
  this.timeout(5 * MINUTE);
  let environment: TestEnvironment;
  const helmfile = 'foundation/crds-gateway/helmfile.yaml.gotmpl';

  before(async () => {
    environment = await TestEnvironment.create();
  });

  after(async () => {
    await environment.remove();
  });

  it('holds platform back while foundation is broken, and shows the slice own message', async () => {
    const mend = environment.writeFile(helmfile, BROKEN);
    const up = await environment.cli('up', '--timeout', '90');
    mend();

    assert.equal(up.exitCode, 1, up.text);
    assert.match(up.text, /infra-crds-gateway: .*helmfile\.yaml\.gotmpl/);
    const applications = await environment.applications();
    assert.equal(applications.get('infra-bootstrap-namespace')?.health, 'Healthy');
    for (const name of PLATFORM) assert.equal(applications.has(name), false, `${name} came too early`);
  });

  it('brings every Application up once the slice is mended', async () => {
    const up = await environment.cli('up');

    assert.equal(up.exitCode, 0, up.text);
    const applications = await environment.applications();
    for (const name of ['apps-root', ...FOUNDATION, ...PLATFORM, 'service-hello']) {
      const { sync, health } = applications.get(name) ?? {};
      assert.deepEqual([sync, health], ['Synced', 'Healthy'], name);
    }
  });

  it('empties the project that argocd-server makes by itself', async () => {
    const project = ['get', 'appproject', 'default', '-n', 'argocd', '-o'];
    const rights = 'jsonpath={.spec.sourceRepos}{.spec.destinations}{.spec.clusterResourceWhitelist}';
    assert.equal(await environment.kubectl(...project, rights), '[][][]');
  });

  it('does nothing the second time', async () => {
    const pid = readDaemon(environment.embedded.runDirectory, 'repo-server')?.pid;
    const up = await environment.cli('up');

    assert.equal(up.exitCode, 0, up.text);
    assert.match(up.text, /\d+ unchanged/);
    assert.doesNotMatch(up.text, /\d+ (created|updated|replaced|deleted)/);
    assert.equal(readDaemon(environment.embedded.runDirectory, 'repo-server')?.pid, pid);
  });

  it('serves plain pulumi commands in the shell that env sets up', async () => {
    const preview = await environment.inShell(
      'pulumi',
      'preview',
      '--expect-no-changes',
      '--non-interactive',
    );
    assert.equal(preview.exitCode, 0, preview.text);
    const refresh = await environment.inShell('pulumi', 'refresh', '--yes', '--non-interactive');
    assert.equal(refresh.exitCode, 0, refresh.text);
    assert.doesNotMatch(refresh.text, /\d+ (updated|deleted)/);
  });

  it("answers argocd's own command line", async () => {
    const server = readDaemon(environment.embedded.runDirectory, 'server')?.endpoints['https'] ?? '';
    const [password] = (
      await environment.inShell('argocd', 'admin', 'initial-password', '-n', 'argocd')
    ).stdout.split('\n');
    const home = `${environment.embedded.directory}/argocd-cli`;
    const login = ['login', server, '--insecure', '--username', 'admin', '--password', password ?? ''];
    const loggedIn = await environment.inShell('argocd', ...login, '--config', home);
    assert.equal(loggedIn.exitCode, 0, loggedIn.text);

    const list = await environment.inShell('argocd', 'app', 'list', '-o', 'name', '--config', home);
    assert.match(list.stdout, /argocd\/infra-data-plane/);
  });

  itComparesWithWhatRuns(() => environment);

  it('carries a change in a slice to the cluster', async () => {
    scaleInTree(environment);
    const sync = await environment.cli('sync');

    assert.equal(sync.exitCode, 0, sync.text);
    assert.equal(await replicas(environment), '2');
  });

  it('takes a hand edit back', async () => {
    await scaleByHand(environment);

    await eventually(async () => ((await replicas(environment)) === '2' ? true : undefined));
  });

  it('prunes what a slice no longer has', async () => {
    assert.match(await environment.kubectl('get', 'priorityclass', '-o', 'name'), /service-batch/);
    environment.editValues('platform/data-plane/values/common.yaml', (values) => {
      delete (values['priorityClasses'] as Record<string, unknown>)['service-batch'];
    });
    const sync = await environment.cli('sync');

    assert.equal(sync.exitCode, 0, sync.text);
    assert.doesNotMatch(await environment.kubectl('get', 'priorityclass', '-o', 'name'), /service-batch/);
  });

  it('shows what is wrong with a broken slice, and leaves the others alone', async () => {
    const mend = environment.writeFile('platform/gateway/helmfile.yaml.gotmpl', BROKEN);
    const broken = await environment.cli('sync');

    assert.equal(broken.exitCode, 1, broken.text);
    assert.match(broken.text, /infra-gateway: .*helmfile\.yaml\.gotmpl/);
    const applications = await environment.applications();
    for (const name of [...FOUNDATION, 'infra-data-plane', 'service-hello']) {
      const { sync, health } = applications.get(name) ?? {};
      assert.deepEqual([sync, health], ['Synced', 'Healthy'], name);
    }
    mend();
    const mended = await environment.cli('sync');
    assert.equal(mended.exitCode, 0, mended.text);
  });

  it('reports a crashed process, and starts it again', async () => {
    const record = readDaemon(environment.embedded.runDirectory, 'repo-server');
    assert.ok(record);
    process.kill(record.pid, 'SIGKILL');
    await eventually(async () => (isAlive(record) ? undefined : true));

    const status = await environment.cli('status');
    assert.equal(status.exitCode, 1);
    assert.match(status.text, /repo-server has crashed/);
    assert.equal((await environment.cli('up')).exitCode, 0);
    assert.equal((await environment.cli('status')).exitCode, 0);
  });

  it('is destroyed by plain pulumi', async () => {
    const destroy = await environment.inShell('pulumi', 'destroy', '--yes', '--non-interactive');

    assert.equal(destroy.exitCode, 0, destroy.text);
    const left = await environment.inShell('kubectl', 'get', 'namespace', 'argocd');
    assert.match(left.text, /NotFound/);
  });

  it('leaves nothing behind', async () => {
    const { directory, socketDirectory } = environment.embedded;
    const down = await environment.cli('down');

    assert.equal(down.exitCode, 0, down.text);
    assert.deepEqual(processesBelow(directory), []);
    assert.equal(existsSync(directory), false);
    assert.equal(existsSync(socketDirectory), false);
    assert.equal(readFileSync(environment.foreignKubeconfig, 'utf8'), FOREIGN_KUBECONFIG);
  });
});
