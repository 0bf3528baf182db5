import assert from 'node:assert/strict';
import { chartOf } from '../../adoption/chart';
import { readRelease } from '../../adoption/release';
import { base64, clusterWith, storedRelease } from './support/stored';

const text = (buffer: Buffer | undefined) => buffer?.toString('utf8');

describe('the record of a release', () => {
  it('is read at its last revision', async () => {
    const cluster = clusterWith(
      storedRelease({ version: 9 }),
      storedRelease({ version: 10, config: { a: 1 } }),
    );
    const release = await readRelease(cluster, 'shop', 'web');
    assert.deepEqual([release.version, release.config], [10, { a: 1 }]);
  });

  it('may lie in a ConfigMap, and without compression', async () => {
    const item = {
      kind: 'ConfigMap',
      metadata: { labels: { name: 'shop', version: '1' } },
      data: { release: base64(JSON.stringify(storedRelease())) },
    };
    const release = await readRelease({ run: async () => JSON.stringify({ items: [item] }) }, 'shop', 'web');
    assert.equal(release.chart.metadata.name, 'shop');
  });

  it('is missing: the nearest name is suggested', async () => {
    await assert.rejects(readRelease(clusterWith(storedRelease()), 'shpo', 'web'), {
      message:
        'namespace web has no release shpo (did you mean shop?) [release-missing]\n' +
        '  expected: one of shop\n' +
        '  fix: name the release and the namespace as `helm list --all-namespaces` shows them',
    });
  });

  it('is not settled: nobody knows what runs', async () => {
    const pending = storedRelease({ version: 4, info: { status: 'pending-upgrade' } });
    await assert.rejects(
      readRelease(clusterWith(storedRelease(), pending), 'shop', 'web'),
      /^ProblemError: revision 4 of release shop is pending-upgrade \[release-unsettled\]/,
    );
  });

  it('is something else', async () => {
    const broken = {
      run: async () => JSON.stringify({ items: [{ kind: 'Secret', metadata: {}, data: { release: 'xx' } }] }),
    };
    await assert.rejects(readRelease(broken, 'shop', 'web'), /\[release-unreadable\]/);
  });
});

describe('the chart of a release', () => {
  const chart = async (parts: Record<string, unknown>) => {
    const { chart: recorded } = storedRelease() as { chart: Record<string, unknown> };
    const stored = storedRelease({ chart: { ...recorded, ...parts } });
    return chartOf(await readRelease(clusterWith(stored), 'shop', 'web'));
  };

  it('has templates, files, default values and their schema', async () => {
    const { files } = await chart({});
    assert.deepEqual(
      [...files].map(([path, content]) => [path, text(content)]),
      [
        ['Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.2.3\n'],
        ['values.yaml', 'replicas: 1\n'],
        ['values.schema.json', '{}'],
        ['templates/a.yaml', 'kind: ConfigMap'],
        ['README.md', '# shop'],
      ],
    );
  });

  it('leaves definitions to foundation', async () => {
    const { files, definitions } = await chart({
      files: [{ name: 'crds/shop.yaml', data: base64('kind: X') }],
    });
    assert.deepEqual(definitions, ['crds/shop.yaml']);
    assert.equal(files.has('crds/shop.yaml'), false);
  });

  it('is incomplete where it depends on others', async () => {
    const metadata = { name: 'shop', version: '1.2.3', dependencies: [{ name: 'redis' }] };
    await assert.rejects(chart({ metadata }), {
      message:
        'chart shop of release shop depends on redis, which Helm does not record [chart-incomplete]\n' +
        '  expected: a chart that is there as a whole\n' +
        '  fix: unpack version 1.2.3 of shop (helm pull --untar), and name the folder with --chart',
    });
  });

  it('is incomplete where an object comes from a chart below it', async () => {
    const manifest = '---\n# Source: shop/charts/redis/templates/a.yaml\nkind: A\n';
    const release = await readRelease(clusterWith(storedRelease({ manifest })), 'shop', 'web');
    assert.throws(() => chartOf(release), /depends on redis, which Helm does not record/);
  });

  for (const name of ['../../outside', '/etc/passwd', 'templates/../../x', 'a//b', 'a\\b', '']) {
    it(`writes nothing outside of the slice: ${JSON.stringify(name)}`, async () => {
      await assert.rejects(chart({ files: [{ name, data: '' }] }), /\[chart-path-outside\]/);
    });
  }
});
