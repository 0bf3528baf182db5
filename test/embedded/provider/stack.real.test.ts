import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Cluster } from '../../../embedded/provider/cluster/cluster';
import { valueAt } from '../../../embedded/provider/cluster/objects';
import { apiOf } from './support/api';
import { testCluster } from './support/cluster';
import { type ProgramResource, TrialStack } from './support/stack';

const CANARY = 'CANARY-stack-91d4';
const NAMESPACE = 'stack';
const CHART = join(__dirname, 'support', 'chart');

describe('the offline provider under the Pulumi command line', function () {
  this.timeout(120_000);
  let stack: TrialStack;
  let api: Cluster;

  before(async function () {
    this.timeout(120_000);
    const cluster = await testCluster();
    api = apiOf(cluster.kubeconfig);
    stack = await TrialStack.create(cluster);
  });

  after(() => stack?.remove());

  it('previews a stack from nothing, brings it up, and then changes nothing', async () => {
    await stack.register(program({ data: 'one', message: 'one' }));
    assert.match(await stack.run('preview'), /\+ 8 to create/);
    assert.match(await stack.run('up', '--yes', '--skip-preview'), /\+ 8 created/);
    assert.match(await stack.run('preview', '--expect-no-changes'), /8 unchanged/);
    await stack.run('refresh', '--yes', '--skip-preview');
    assert.match(await stack.run('up', '--yes', '--skip-preview', '--expect-no-changes'), /8 unchanged/);
  });

  it('shows in a preview which fields change', async () => {
    await stack.register(program({ data: 'two', message: 'two' }));
    const preview = await stack.run('preview', '--diff');
    assert.match(preview, /~ data: \{\s+~ a: "one" => "two"/);
    assert.match(preview, /~ values *: \{\s+~ hidden : \[secret\] => \[secret\]\s+~ message: "one" => "two"/);
    assert.match(preview, /~ token: \[secret\] => \[secret\]/);
    assert.match(await stack.run('up', '--yes', '--skip-preview'), /~ 3 updated/);
  });

  it('finds on refresh what somebody else changed, and puts it back', async () => {
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: 'settings' };
    await api.delete(reference, 'Background');
    await stack.run('refresh', '--yes', '--skip-preview');
    assert.match(await stack.run('up', '--yes', '--skip-preview'), /\+ 1 created/);
    assert.equal(valueAt((await api.get(reference)) ?? {}, 'data', 'a'), 'two');
  });

  it('fails with the reason, and recovers in the next run', async () => {
    await stack.register([...program({ data: 'two', message: 'two' }), job('exit')]);
    const failed = await stack.attempt('up', '--yes', '--skip-preview');
    assert.equal(failed.code, 1);
    assert.match(failed.output, /Job stack\/exit: not complete .*gave up after 2 s/);
    await stack.register(program({ data: 'two', message: 'two' }));
    assert.match(await stack.run('up', '--yes', '--skip-preview'), /- 1 deleted/);
  });

  it('does not trip over a provider whose configuration is not known yet', async () => {
    const provider = {
      type: 'Provider',
      name: 'later',
      args: { kubeconfig: { $output: 'new.metadata.uid' } },
    };
    const fresh = configMap('new', { a: '1' });
    const behind = { ...configMap('behind', { a: '1' }), options: { provider: 'later' } };
    await stack.register([...program({ data: 'two', message: 'two' }), fresh, provider, behind]);
    assert.match(await stack.run('preview'), /\+ 3 to create/);
  });

  it('destroys everything, and has told no secret to anybody', async () => {
    assert.match(await stack.run('destroy', '--yes', '--skip-preview'), /- 8 deleted/);
    assert.equal(
      await api.get({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: NAMESPACE }),
      undefined,
    );
    // Without its last bytes, whose encoding depends on what follows.
    const encoded = Buffer.from(CANARY).toString('base64').slice(0, 20);
    for (const text of [stack.output, await stack.kept()]) {
      assert.ok(!text.includes(CANARY) && !text.includes(encoded));
    }
  });
});

function program({ data, message }: { data: string; message: string }): ProgramResource[] {
  const token = { $secret: `${CANARY}-${data}` };
  const dependsOn = { dependsOn: ['ns'] };
  return [
    { type: 'core.v1.Namespace', name: 'ns', args: { metadata: { name: NAMESPACE } } },
    { ...configMap('settings', { a: data }), options: dependsOn },
    {
      type: 'core.v1.Secret',
      name: 'token',
      args: { metadata: { namespace: NAMESPACE }, stringData: { token } },
      options: dependsOn,
    },
    {
      type: 'helm.v3.Release',
      name: 'release',
      args: {
        name: 'tiny',
        namespace: NAMESPACE,
        chart: CHART,
        values: { message, hidden: token },
      },
      options: dependsOn,
    },
    {
      type: 'CertManager',
      name: 'certificates',
      args: {
        helmOptions: {
          name: 'certificates',
          namespace: NAMESPACE,
          chart: CHART,
        },
      },
      options: dependsOn,
    },
    {
      type: 'networking.v1.NetworkPolicy',
      name: 'deny',
      args: {
        metadata: { name: 'deny', namespace: NAMESPACE },
        spec: { podSelector: {}, policyTypes: ['Ingress'] },
      },
      options: dependsOn,
    },
  ];
}

function configMap(name: string, data: Record<string, string>): ProgramResource {
  return { type: 'core.v1.ConfigMap', name, args: { metadata: { name, namespace: NAMESPACE }, data } };
}

/** A job whose pod no node takes, so that it never completes. */
function job(name: string): ProgramResource {
  const spec = {
    restartPolicy: 'Never',
    nodeSelector: { 'no-such': 'node' },
    containers: [{ name: 'c', image: 'none' }],
  };
  return {
    type: 'batch.v1.Job',
    name,
    args: { metadata: { name, namespace: NAMESPACE }, spec: { template: { spec } } },
    options: { dependsOn: ['ns'], customTimeouts: { create: '2s' } },
  };
}
