import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import type { ClusterReader } from '../../../embedded/argo/cluster-reader';
import { containerProcess } from '../../../embedded/argo/container-process';
import { translatePaths } from '../../../embedded/argo/pod-files';
import { temporaryDirectory } from '../../support/temporary';

function reader(
  configMaps: Record<string, Record<string, string>>,
  secrets: Record<string, Record<string, string>> = {},
): ClusterReader {
  const buffers = (data: Record<string, string> = {}) =>
    new Map(Object.entries(data).map(([key, value]) => [key, Buffer.from(value)]));
  return {
    configMap: async (name) => buffers(configMaps[name]),
    secret: async (name) => buffers(secrets[name]),
    podTemplate: () => Promise.reject(new Error('no workload is read here')),
  };
}

const container = (part: Partial<V1Container>): V1Container => ({ name: 'main', ...part });
const pod = (part: Partial<V1PodSpec> = {}): V1PodSpec => ({ containers: [], ...part });

describe('containerProcess', () => {
  const directory = temporaryDirectory();

  it('takes program and arguments from the container, without its entry point', async () => {
    const made = await containerProcess(
      reader({}),
      pod(),
      container({ command: ['/usr/bin/tini', '--'], args: ['/usr/local/bin/argocd-server', '--port=8080'] }),
      directory.path,
    );
    assert.equal(made.program, 'argocd-server');
    assert.deepEqual(made.args, ['--port=8080']);
  });

  it('takes variables from ConfigMaps and Secrets, and leaves out what is not set there', async () => {
    const env = [
      { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'params', key: 'log.level' } } },
      { name: 'ABSENT', valueFrom: { configMapKeyRef: { name: 'params', key: 'nothing', optional: true } } },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'redis', key: 'auth' } } },
      { name: 'BOTH', value: '$(LEVEL)-$(UNKNOWN)' },
    ];
    const made = await containerProcess(
      reader({ params: { 'log.level': 'warn' } }, { redis: { auth: 'sesame' } }),
      pod(),
      container({ args: ['/bin/run'], env }),
      directory.path,
    );
    assert.deepEqual(made.env, { LEVEL: 'warn', PASSWORD: 'sesame', BOTH: 'warn-$(UNKNOWN)' });
  });

  it('lays out mounted files, and rewrites paths in arguments and variables', async () => {
    const made = await containerProcess(
      reader({ plugin: { 'plugin.yaml': 'kind: X', 'render.sh': 'exit 0' } }),
      pod({
        volumes: [
          { name: 'plugin', configMap: { name: 'plugin', defaultMode: 0o555 } },
          { name: 'tmp', emptyDir: {} },
        ],
      }),
      container({
        args: ['/bin/run', '--script=/home/plugin/render.sh'],
        env: [{ name: 'HELM_CACHE_HOME', value: '/tmp/helm' }],
        volumeMounts: [
          { name: 'plugin', mountPath: '/home/plugin/render.sh', subPath: 'render.sh' },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      }),
      directory.path,
    );
    const script = join(directory.path, 'root/home/plugin/render.sh');
    assert.deepEqual(made.args, [`--script=${script}`]);
    assert.equal(made.env['HELM_CACHE_HOME'], join(directory.path, 'root/tmp/helm'));
    assert.equal(readFileSync(script, 'utf8'), 'exit 0');
    assert.equal(statSync(script).mode & 0o777, 0o700);
  });

  it('has another digest when a mounted file changes', async () => {
    const digest = async (text: string) => {
      const made = await containerProcess(
        reader({ plugin: { 'plugin.yaml': text } }),
        pod({ volumes: [{ name: 'plugin', configMap: { name: 'plugin' } }] }),
        container({ args: ['/bin/run'], volumeMounts: [{ name: 'plugin', mountPath: '/plugin' }] }),
        directory.path,
      );
      return made.filesDigest;
    };
    assert.notEqual(await digest('a'), await digest('b'));
    assert.equal(await digest('a'), await digest('a'));
  });
});

describe('translatePaths', () => {
  const paths = new Map([
    ['/tmp', '/state/tmp'],
    ['/home/plugin/render.sh', '/state/render.sh'],
    ['/home/plugin', '/state/plugin'],
  ]);
  const cases: [string, string][] = [
    ['/tmp', '/state/tmp'],
    ['/tmp/a', '/state/tmp/a'],
    ['/tmpfs/a', '/tmpfs/a'],
    ['--dir=/tmp', '--dir=/state/tmp'],
    ['/home/plugin/render.sh', '/state/render.sh'],
    ['/home/plugin/other', '/state/plugin/other'],
    ['command: [sh, /home/plugin/render.sh]', 'command: [sh, /state/render.sh]'],
    ['/var/tmp/a', '/var/tmp/a'],
    ['/tmp:/home/plugin', '/state/tmp:/state/plugin'],
  ];
  for (const [text, expected] of cases) {
    it(`makes ${text} ${expected}`, () => assert.equal(translatePaths(text, paths), expected));
  }
});
