import assert from 'node:assert/strict';
import { asset } from '@pulumi/pulumi';
import { UNKNOWN } from '../../../policy/core/values';
import { mergedValues } from '../../../policy/pack/values-files';

describe('the values of a release', () => {
  it('are its files in their order, and then its own, merged map by map', async () => {
    const valueYamlFiles = [
      new asset.StringAsset('a: {x: 1, y: 1}\nl: [1]\n'),
      new asset.StringAsset('a: {y: 2}\nl: [2]\n'),
    ];
    const values = { a: { z: 3 }, b: null };
    assert.deepEqual(await mergedValues({ valueYamlFiles, values }), {
      a: { x: 1, y: 2, z: 3 },
      b: null,
      l: [2],
    });
  });

  it('come from files next to the pack', async () => {
    const valueYamlFiles = [new asset.FileAsset('test/fixtures/policy/values.yaml')];
    assert.deepEqual(await mergedValues({ valueYamlFiles }), { from: 'a file' });
  });

  it('are empty where there are none', async () => {
    assert.deepEqual(await mergedValues({}), {});
    assert.deepEqual(await mergedValues({ valueYamlFiles: [new asset.StringAsset('')], values: 7 }), {});
  });

  it('are unknown where a part of them is', async () => {
    assert.equal(await mergedValues({ values: UNKNOWN }), UNKNOWN);
    assert.equal(await mergedValues({ valueYamlFiles: UNKNOWN }), UNKNOWN);
    assert.equal(await mergedValues({ valueYamlFiles: [new asset.StringAsset('a: 1'), UNKNOWN] }), UNKNOWN);
  });

  it('stop the run where they cannot be read', async () => {
    await assert.rejects(
      () => mergedValues({ valueYamlFiles: [new asset.FileAsset('no/such/file.yaml')] }),
      /ENOENT/,
    );
    await assert.rejects(
      () => mergedValues({ valueYamlFiles: [new asset.RemoteAsset('https://x')] }),
      /cannot read it/,
    );
    await assert.rejects(() => mergedValues({ valueYamlFiles: [new asset.StringAsset('{')] }));
  });
});
