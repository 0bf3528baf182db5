import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { chartArguments, inspectChart } from '../../../../embedded/provider/helm/chart';
import { toRelease } from '../../../../embedded/provider/helm/release';
import type { Session } from '../../../../embedded/provider/session';

const FOLDER = join(__dirname, '..', 'support', 'chart');
const repositoryOpts = { repo: 'https://charts.example.com' };

describe('a chart', () => {
  const session = {} as Session;

  for (const chart of [FOLDER, `./${relative('.', FOLDER)}`]) {
    it(`lies in a folder, whatever repository stands beside it: ${relative(FOLDER, chart) ? 'relative' : 'absolute'}`, async () => {
      const release = toRelease({ chart, version: '9.9.9', repositoryOpts });
      assert.deepEqual(chartArguments(release), [FOLDER]);
      const { version, checksum } = await inspectChart(session, release);
      assert.equal(version, '0.1.0');
      assert.match(checksum ?? '', /^[0-9a-f]{64}$/);
    });
  }

  it('comes from its repository by name, even where the name has a slash', async () => {
    const release = toRelease({ chart: 'test/embedded', version: '1.2.3', repositoryOpts });
    assert.deepEqual(chartArguments(release), [
      'test/embedded',
      '--version',
      '1.2.3',
      '--repo',
      repositoryOpts.repo,
    ]);
    assert.deepEqual(await inspectChart(session, release), { version: '1.2.3', checksum: undefined });
  });

  it('is missed where the folder is not there, and not asked of the repository', async () => {
    const release = toRelease({ chart: './no-such-chart', version: '1.2.3', repositoryOpts });
    await assert.rejects(inspectChart(session, release), /^ChartError: .\/no-such-chart is no chart/);
  });
});
