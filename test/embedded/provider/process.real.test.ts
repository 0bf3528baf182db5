import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Plugin } from './support/plugin';
import { until } from './support/until';

const FAR = JSON.stringify({
  clusters: [{ name: 'prod', cluster: { server: 'https://prod.example.com' } }],
  users: [{ name: 'me', user: { token: 'CANARY' } }],
  contexts: [{ name: 'prod', context: { cluster: 'prod', user: 'me' } }],
  'current-context': 'prod',
});

describe('the offline provider as a process', function () {
  this.timeout(30_000);
  let home: string;
  let plugin: Plugin;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'argo-bootstrap-test-'));
    plugin = await Plugin.start(home, { ...process.env, KUBECONFIG: join(home, 'none') });
  });

  after(async () => {
    await plugin?.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('refuses a server that is not on loopback, when it is checked and again when it is configured', async () => {
    const [reason] = await plugin.checkConfig({ kubeconfig: FAR });
    assert.match(reason ?? '', /"prod\.example\.com" of the kube-context "prod" is not on loopback/);
    await assert.rejects(
      plugin.configure({ kubeconfig: FAR }),
      /"prod\.example\.com"[\s\S]*fix: install the official/,
    );
  });

  it('previews without a cluster, with a warning, and forgets resources only where told to', async () => {
    await plugin.configure({});
    const urn = 'urn:pulumi:s::p::kubernetes:core/v1:ConfigMap::cm';
    const inputs = { metadata: { name: 'cm', namespace: 'n' }, data: { a: '1' } };
    const previewed = await plugin.create(urn, inputs, { preview: true });
    assert.deepEqual(previewed.state['data'], { a: '1' });
    const warning = 'previewed without the cluster: there is no kubeconfig at ';
    await until(() => plugin.engine.messages.some((message) => message.startsWith(warning)));
    await assert.rejects(plugin.create(urn, inputs), /there is no kubeconfig at/);
    const lost = { urn, id: 'n/cm', inputs: previewed.inputs, state: previewed.inputs };
    await assert.rejects(plugin.read(lost), /PULUMI_K8S_DELETE_UNREACHABLE/);
    await assert.rejects(plugin.delete(lost), /PULUMI_K8S_DELETE_UNREACHABLE/);
    await plugin.configure({ deleteUnreachable: 'true' });
    assert.equal(await plugin.read(lost), undefined);
    await plugin.delete(lost);
  });

  it('ends when its parent dies', async () => {
    const executable = join(home, 'plugins', 'resource-kubernetes-v4.29.0', 'pulumi-resource-kubernetes');
    const parent = spawn('sh', ['-c', '"$0" & echo "pid $!"; wait', executable], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    while (!/pid \d+[\s\S]*\n\d+\n|\n?\d+\n[\s\S]*pid \d+\n/.test(output)) {
      const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
      output += chunk.toString();
    }
    const pid = Number(/pid (\d+)/.exec(output)?.[1]);
    parent.kill('SIGKILL');
    await until(() => !isRunning(pid));
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
