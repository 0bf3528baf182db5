import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeSyntheticTree } from '../../bench/support/synthetic-tree';
import { validate } from '../../validate';
import { temporaryDirectory } from '../support/temporary';

const PLUGIN = resolve(__dirname, '..', '..', 'helmfiles', 'plugin');

describe('the synthetic tree of the benchmark', function () {
  this.timeout(120_000);
  const directory = temporaryDirectory();

  it('has nothing to find, and one Application for each slice', async () => {
    const root = join(directory.path, 'tree');
    writeSyntheticTree(root, 2);
    cpSync(PLUGIN, join(root, 'helmfiles', 'plugin'), { recursive: true });
    const { findings, environments } = await validate({ root, cache: join(directory.path, 'cache') });
    assert.deepEqual(findings, []);
    const names = environments.flatMap(
      ({ model }) => model?.applications.map(({ application }) => application.metadata.name) ?? [],
    );
    assert.deepEqual(names.toSorted(), ['apps-root', 'namespaces', 'service-00000', 'service-00001']);
  });
});
