import * as assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeLayer, type Rendered, render, toolDirectory } from './support/render';

const malformed: readonly (readonly [variable: string, value: string | undefined, message: string])[] = [
  [
    'ARGOCD_ENV_HELMFILE_ENVIRONMENT',
    undefined,
    'HELMFILE_ENVIRONMENT is not set: name the environment in spec.source.plugin.env [environment-missing]',
  ],
  ...['Local', 'local;id', '../local', 'local\nx', '$(id)', '-x', 'lo cal', '1local'].map(
    (value) =>
      [
        'ARGOCD_ENV_HELMFILE_ENVIRONMENT',
        value,
        'HELMFILE_ENVIRONMENT must match ^[a-z][a-z0-9-]*$ [environment-malformed]',
      ] as const,
  ),
  [
    'ARGOCD_APP_NAMESPACE',
    'web --post-renderer=id',
    'ARGOCD_APP_NAMESPACE is not a namespace name [namespace-malformed]',
  ],
  ['KUBE_VERSION', '1.37 --x', 'KUBE_VERSION is not a version [kube-version-malformed]'],
  [
    'KUBE_API_VERSIONS',
    'v1 --post-renderer=id',
    'KUBE_API_VERSIONS is not a list of API versions [api-versions-malformed]',
  ],
  ['RENDER_TIMEOUT_SECONDS', '1;id', 'RENDER_TIMEOUT_SECONDS is not a number [timeout-malformed]'],
];

describe('what Argo CD tells the plugin', () => {
  let path = '';
  let layer = '';

  before(async function () {
    this.timeout(1_200_000);
    path = `${await toolDirectory()}:/usr/bin:/bin`;
    layer = makeLayer();
  });

  after(() => rmSync(layer, { recursive: true }));

  const run = (env: Record<string, string | undefined>): Promise<Rendered> =>
    render(join(layer, 'slice'), { PATH: path, ...env });

  for (const [variable, value, message] of malformed) {
    it(`refuses ${variable}=${JSON.stringify(value)}`, async () => {
      const rendered = await run({ [variable]: value });
      assert.deepEqual(rendered, { code: 1, stdout: '', stderr: `${message}\n`, leftBehind: [] });
    });
  }

  it('hands the API versions and the Kubernetes version to charts', async () => {
    const { stdout } = await run({
      KUBE_VERSION: 'v1.35.2',
      KUBE_API_VERSIONS: 'v1,apps/v1,gateway.networking.k8s.io/v1/HTTPRoute',
    });
    assert.match(stdout, /routes: "true"/);
    assert.match(stdout, /kube: v1\.35\.2/);
  });

  it('gives releases without a namespace the one of the Application', async () => {
    assert.match((await run({ ARGOCD_APP_NAMESPACE: 'shop' })).stdout, /namespace: shop/);
  });

  it('renders nothing into a namespace that nobody named', async () => {
    assert.equal(
      (await run({ ARGOCD_APP_NAMESPACE: undefined })).stderr,
      'helmfile.yaml.gotmpl:1: no release names a namespace and ARGOCD_APP_NAMESPACE is not set [release-namespace]\n',
    );
  });
});
