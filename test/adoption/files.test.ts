import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chartOf } from '../../adoption/chart';
import { environmentOfContext } from '../../adoption/environment';
import { filesInTheWay, sorted } from '../../adoption/existing';
import { readRelease } from '../../adoption/release';
import { serviceName } from '../../adoption/service-name';
import { type Adoption, sliceFiles } from '../../adoption/slice';
import { writeChanges } from '../../onboarding/write';
import { temporaryDirectory } from '../support/temporary';
import { clusterWith, storedRelease } from './support/stored';

const FOLDER = 'infra/kubernetes/gitops/argocd/apps/store';

describe('the files of a service that was a release', () => {
  const root = temporaryDirectory();

  async function filesFor(environment: string, parts: Record<string, unknown> = {}) {
    const release = await readRelease(clusterWith(storedRelease(parts)), 'shop', 'web');
    const environments = ['local', 'staging'];
    const adoption: Adoption = { release, service: 'store', environment, environments };
    return { adoption, files: sliceFiles(adoption, chartOf(release)) };
  }

  it('keep the name of the release, and carry its values and namespace', async () => {
    const { files } = await filesFor('staging');
    const text = (name: string) =>
      files.find(({ path }) => path === `${FOLDER}/${name}`)?.after?.toString('utf8') ?? '';
    assert.match(text('helmfile.yaml.gotmpl'), /^ {2}local: \{\}\n {2}staging: \{\}\n---$/m);
    assert.match(text('helmfile.yaml.gotmpl'), /^ {2}- name: shop$/m);
    assert.match(text('environments/staging.yaml'), /\nnamespace: web\n$/);
    assert.match(text('values/staging.yaml'), /\nreplicas: 2\n$/);
    assert.match(text('values/common.yaml'), /\n\{\}\n$/);
    assert.match(text('chart/Chart.yaml'), /version: 1\.2\.3/);
  });

  it('of another environment come beside those of the first', async () => {
    writeChanges(root.path, (await filesFor('local')).files);
    const second = await filesFor('staging', { config: { replicas: 5 } });
    const { missing, different } = sorted(root.path, second.files);
    assert.deepEqual(
      missing.map(({ path }) => path),
      [`${FOLDER}/environments/staging.yaml`, `${FOLDER}/values/staging.yaml`],
    );
    assert.deepEqual(different, []);
  });

  it('are never overwritten, except that the common values may have grown', async () => {
    for (const name of ['helmfile.yaml.gotmpl', 'values/common.yaml']) {
      const file = join(root.path, FOLDER, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'somebody else’s\n');
    }
    const { adoption, files } = await filesFor('local');
    const { different } = sorted(root.path, files);
    assert.deepEqual(
      filesInTheWay(adoption, different).map(({ rule, where }) => [rule, where?.file]),
      [['file-in-the-way', `${FOLDER}/helmfile.yaml.gotmpl`]],
    );
  });

  it('go to the environment whose stack names the context', () => {
    for (const [name, context] of Object.entries({ local: 'laptop', staging: 'blue', production: 'blue' })) {
      const config = `config:\n  argo-bootstrap:kubernetes: {context: ${context}}\n`;
      writeFileSync(join(root.path, `Pulumi.${name}.yaml`), config);
    }
    const of = (context?: string) =>
      environmentOfContext(root.path, ['local', 'staging', 'production'], context);
    assert.equal(of('laptop'), 'local');
    assert.throws(() => of('blue'), /staging and production name context blue \[environment-unclear\]/);
    assert.throws(() => of('red'), /no stack names context red \[environment-unclear\]/);
    assert.throws(() => of(), /no stack names the current context \[environment-unclear\]/);
  });

  it('make a folder and an Application of a name', () => {
    assert.equal(serviceName('store-2'), 'store-2');
    for (const name of ['Store', 'a.b', '../x', '', 'charts', 'a'.repeat(41)]) {
      assert.throws(() => serviceName(name), /\[service-name\]/, name);
    }
  });
});
