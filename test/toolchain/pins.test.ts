import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { toolNames } from '../../toolchain';
import { projectRoot } from '../../toolchain/paths';
import { readPin } from '../../toolchain/pins';
import { tools } from '../../toolchain/tool-table';
import { readLock } from '../../toolchain/vendor/lock';
import { compareVersions } from '../../toolchain/versions';

const read = (file: string) => fs.readFileSync(path.join(projectRoot, file), 'utf8');

/** What mise.toml pins, by the last part of the name: `aqua:kubernetes/kubernetes/kubectl` is `kubectl`. */
function misePins(): Map<string, string> {
  const text = read('mise.toml');
  const inline = text.matchAll(/^"?([^\s"=[]+)"? = (?:\{ version = )?"(\d+\.\d+\.\d+)"/gm);
  const tables = text.matchAll(/^\[tools\."([^"]+)"\]\nversion = "([^"]+)"/gm);
  return new Map(
    [...inline, ...tables].map(([, name = '', version = '']) => [name.split(/[/:]/).at(-1) ?? '', version]),
  );
}

describe('pins', () => {
  for (const name of toolNames) {
    const tool = tools[name];

    it(`${name} has a go.mod that pins it, and a go.sum`, () => {
      const pin = readPin(tool);
      assert.match(pin.version, /^v\d+\.\d+\.\d+$/);
      assert.ok(read(`${tool.directory}/go.sum`).includes(`${pin.module} ${pin.version} h1:`));
      if (tool.package !== '.')
        assert.match(read(`${tool.directory}/go.mod`), new RegExp(`^(tool |\t)${tool.package}$`, 'm'));
    });
  }

  it('agree with mise.toml, which offers everything that has an official download', () => {
    const mise = misePins();
    const besides = new Set(['age-keygen', 'pulumi-language-nodejs']);
    const downloads = toolNames.filter((name) => tools[name].download && !besides.has(name));
    assert.deepEqual(
      Object.fromEntries(downloads.map((name) => [name, mise.get(name)])),
      Object.fromEntries(downloads.map((name) => [name, readPin(tools[name]).version.slice(1)])),
    );
  });

  it('need no newer Go and Node than mise.toml installs', () => {
    const newest =
      toolNames
        .map((name) => readPin(tools[name]).go)
        .sort(compareVersions)
        .at(-1) ?? '';
    assert.ok(compareVersions(misePins().get('go') ?? '', newest) >= 0);
    assert.ok(
      compareVersions(misePins().get('node') ?? '', JSON.parse(read('package.json')).engines.node) >= 0,
    );
  });

  it('agree with the Pulumi SDK that the program uses', () => {
    assert.equal(
      readPin(tools.pulumi).version,
      `v${JSON.parse(read('package.json')).dependencies['@pulumi/pulumi']}`,
    );
  });

  it('agree on one Argo CD: the components, the engine and the vendored manifests', () => {
    const manifests = readLock(projectRoot).entries.find(({ name }) => name === 'argo-cd');
    assert.equal(readPin(tools.engine).version, readPin(tools.argocd).version);
    assert.equal(manifests?.version, readPin(tools.argocd).version);
  });

  it("agree on one cert-manager: the stacks' and the vendored chart", () => {
    const chart = readLock(projectRoot).entries.find(({ name }) => name === 'cert-manager');
    for (const stack of ['staging', 'production']) {
      const { config } = parse(read(`Pulumi.${stack}.yaml`));
      assert.equal(chart?.version, config['argo-bootstrap:certificates'].certManager.chart.version, stack);
    }
  });

  it('tell the linker what the tools report', () => {
    assert.deepEqual(tools.kubectl.variables?.(readPin(tools.kubectl)), {
      'k8s.io/component-base/version.gitVersion': 'v1.37.2',
      'k8s.io/component-base/version.gitMajor': '1',
      'k8s.io/component-base/version.gitMinor': '37',
    });
    assert.equal(
      tools.helm.variables?.(readPin(tools.helm))['helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor'],
      readPin(tools.helm).requires('k8s.io/client-go').minor,
    );
  });
});
