import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseCluster } from '../../../embedded/provider/cluster/kubeconfig';
import { checkConfiguration, readConfiguration } from '../../../embedded/provider/configure';
import { diffConfiguration } from '../../../embedded/provider/diff/config-diff';
import { UNKNOWN } from '../../../embedded/provider/wire/values';

const kubeconfig = (server: string, cluster: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'here', cluster: { server: 'https://127.0.0.1:6443' } },
      { name: 'there', cluster: { server, ...cluster } },
    ],
    users: [{ name: 'me', user: { token: 'CANARY' } }],
    contexts: [
      { name: 'here', context: { cluster: 'here', user: 'me', namespace: 'mine' } },
      { name: 'there', context: { cluster: 'there', user: 'me' } },
    ],
    'current-context': 'here',
  });

const reasons = (news: Parameters<typeof checkConfiguration>[0]) =>
  checkConfiguration(news).failures.map(({ reason }) => reason);

describe('checkConfiguration', () => {
  const far = kubeconfig('https://prod.example.com:6443');

  it('accepts a context on loopback, whatever other contexts there are', () => {
    assert.deepEqual(reasons({ kubeconfig: far }), []);
  });

  it('refuses a context, a cluster or a proxy that leads elsewhere, without the credentials', () => {
    for (const news of [
      { kubeconfig: far, context: 'there' },
      { kubeconfig: far, cluster: 'there' },
      {
        kubeconfig: kubeconfig('https://127.0.0.1:1', { 'proxy-url': 'http://127.0.0.1:3128' }),
        context: 'there',
      },
    ]) {
      const [reason] = reasons(news);
      assert.match(reason ?? '', /is not on loopback[\s\S]*fix: install the official provider/);
      assert.ok(!reason?.includes('CANARY'));
    }
  });

  it('reads kubeconfigs from files, and refuses there as well', () => {
    const directory = mkdtempSync(join(tmpdir(), 'argo-bootstrap-test-'));
    try {
      const file = join(directory, 'config');
      writeFileSync(file, far);
      assert.match(reasons({ kubeconfig: file, context: 'there' })[0] ?? '', /"prod\.example\.com"/);
      assert.deepEqual(reasons({ kubeconfig: join(directory, 'missing') }), []);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('names what is wrong with a kubeconfig, without quoting it', () => {
    const [reason] = reasons({ kubeconfig: 'users:\n- user: {token: CANARY\n' });
    assert.match(reason ?? '', /the kubeconfig can't be read: it: .*\n {2}expected: YAML/);
    assert.ok(!reason?.includes('CANARY'));
    assert.match(reasons({ kubeconfig: '{"clusters": [{"name": "a"}]}' })[0] ?? '', /can't be read/);
  });

  it('waits for what is not known yet', () => {
    assert.deepEqual(reasons({ kubeconfig: UNKNOWN }), []);
    assert.deepEqual(reasons({ kubeconfig: far, context: UNKNOWN }), []);
  });

  it('says what it does not do', () => {
    assert.match(reasons({ renderYamlToDirectory: 'out' })[0] ?? '', /has no renderYamlToDirectory/);
    assert.match(reasons({ enableServerSideApply: 'false' })[0] ?? '', /has no enableServerSideApply/);
  });
});

describe('chooseCluster', () => {
  it('names the contexts there are when the one asked for is missing', () => {
    const choice = { kubeconfig: kubeconfig('https://127.0.0.1:1'), context: 'nowhere', cluster: undefined };
    assert.throws(() => chooseCluster(choice), /no context "nowhere" \(it has: here, there\)/);
  });

  it('reduces the kubeconfig to the chosen context, since helm gets it', () => {
    const choice = { kubeconfig: kubeconfig('https://127.0.0.1:1'), context: 'here', cluster: 'there' };
    const { config, namespace, server } = chooseCluster(choice);
    assert.equal(config.getCurrentCluster()?.name, 'there');
    assert.deepEqual(
      config.getContexts().map(({ name }) => name),
      ['here'],
    );
    assert.deepEqual([namespace, server], ['mine', 'https://127.0.0.1:1']);
  });
});

describe('readConfiguration', () => {
  it('prefers the configuration to the environment, and that to the defaults', () => {
    const environment = { PULUMI_K8S_ENABLE_PATCH_FORCE: 'true', PULUMI_K8S_DELETE_UNREACHABLE: 'true' };
    const { settings } = readConfiguration(
      { enablePatchForce: 'false', helmReleaseSettings: '{"driver":"memory"}' },
      environment,
    );
    assert.deepEqual(settings, {
      patchForce: false,
      upsert: false,
      deleteUnreachable: true,
      skipUpdateUnreachable: false,
      secretMutable: true,
      configMapMutable: true,
      helmDriver: 'memory',
    });
  });
});

describe('diffConfiguration', () => {
  it('never replaces for another kubeconfig, only for another clusterIdentifier', () => {
    const changes = diffConfiguration(
      { kubeconfig: 'a', clusterIdentifier: 'one' },
      { kubeconfig: 'b', clusterIdentifier: 'two' },
    ).changes;
    assert.deepEqual(
      [...changes],
      [
        ['clusterIdentifier', { kind: 'update', replace: true }],
        ['kubeconfig', { kind: 'update', replace: false }],
      ],
    );
  });
});
