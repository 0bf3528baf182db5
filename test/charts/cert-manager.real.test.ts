import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { releaseInputs } from '../../embedded/provider/cert-manager/release-inputs';
import type { JsonObject } from '../../embedded/provider/wire/values';
import { downloadModule } from '../../toolchain/go';
import { readLock, type VendorEntry } from '../../toolchain/vendor/lock';
import { runProgram } from '../components/support/program';
import { find } from '../components/support/record';
import { committed } from '../config/support/case';
import type { Objects } from './support/objects';
import { helmTemplate, prepare, ROOT } from './support/render';
import { isRestricted, pods } from './support/workloads';

const CHART = join(ROOT, 'charts/cert-manager');
const SOURCE = 'deploy/charts/cert-manager';

function lockedEntry(): VendorEntry {
  const entry = readLock(ROOT).entries.find(({ name }) => name === 'cert-manager');
  return entry ?? assert.fail('the lock names no cert-manager');
}

/** The values of the release that the offline provider makes of what the stack registers. */
async function valuesOf(stack: 'staging' | 'production'): Promise<JsonObject> {
  const resources = await runProgram(committed(stack));
  const { inputs } = find(
    resources,
    'kubernetes-cert-manager:index:CertManager',
    'certificates-cert-manager',
  );
  return releaseInputs(inputs as JsonObject)['values'] as JsonObject;
}

describe('charts/cert-manager, the official chart', function () {
  this.timeout(60_000);
  let tools: string;

  before(async function () {
    this.timeout(1_200_000);
    tools = await prepare();
  });

  it('is whole: the values, their schema and every template of the module', async () => {
    const { source, version, files } = lockedEntry();
    const module = `${source.replace(/^go:/, '')}@${version}`;
    const found = await downloadModule(module, { env: process.env, cwd: ROOT });
    assert.ok('directory' in found, JSON.stringify(found));
    const templates = readdirSync(join(found.directory, SOURCE, 'templates')).map(
      (name) => `templates/${name}`,
    );
    const wanted = ['Chart.yaml', 'values.yaml', 'values.schema.json', ...templates];
    assert.deepEqual(files.map((file) => file.as).sort(), wanted.sort());
  });

  for (const stack of ['staging', 'production'] as const) {
    describe(`with the values of ${stack}`, () => {
      let values: JsonObject;
      let objects: Objects;

      before(async () => {
        values = await valuesOf(stack);
        objects = await helmTemplate(tools, CHART, values);
      });

      it('installs its definitions, and keeps them when the release goes', () => {
        const definitions = [...objects.values()].filter(({ kind }) => kind === 'CustomResourceDefinition');
        assert.deepEqual(definitions.map(({ metadata }) => metadata.name).sort(), [
          'certificaterequests.cert-manager.io',
          'certificates.cert-manager.io',
          'challenges.acme.cert-manager.io',
          'clusterissuers.cert-manager.io',
          'issuers.cert-manager.io',
          'orders.acme.cert-manager.io',
        ]);
        for (const { metadata } of definitions) {
          assert.equal(metadata.annotations?.['helm.sh/resource-policy'], 'keep', metadata.name);
        }
      });

      it('has the controller look at the Gateway API', () => {
        const data = objects.get('ConfigMap/argocd-cert-manager')?.['data'] as Record<string, string>;
        assert.match(data['config.yaml'] ?? '', /^enableGatewayAPI: true$/m);
      });

      it('has only pods that Pod Security admits as restricted, of the version that the stack pins', () => {
        const all = pods(objects);
        assert.equal(all.size, 4);
        for (const [name, pod] of all) {
          for (const container of pod.containers) {
            assert(isRestricted(pod, container), `${name}, container ${container.name}`);
            assert(container.image.endsWith(`:${lockedEntry().version}`), `${name}: ${container.image}`);
          }
        }
      });

      it('refuses a value that it does not know', async () => {
        await assert.rejects(helmTemplate(tools, CHART, { ...values, noSuchValue: 1 }), /noSuchValue/);
      });
    });
  }
});
