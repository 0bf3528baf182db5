import assert from 'node:assert/strict';
import { releaseInputs } from '../../../../embedded/provider/cert-manager/release-inputs';
import { secret } from '../../../../embedded/provider/wire/values';

describe('releaseInputs', () => {
  it('takes the chart from its own repository unless told otherwise', () => {
    assert.deepEqual(releaseInputs({}), {
      chart: 'cert-manager',
      repositoryOpts: { repo: 'https://charts.jetstack.io' },
      values: {},
    });
    const local = releaseInputs({
      helmOptions: { chart: './chart', repositoryOpts: { repo: '' }, name: 'cm' },
    });
    assert.deepEqual(local, { chart: './chart', repositoryOpts: { repo: '' }, name: 'cm', values: {} });
  });

  it('makes values of typed arguments, over those in helmOptions, and keeps secrets', () => {
    const inputs = releaseInputs({
      installCRDs: true,
      helmOptions: { values: { installCRDs: false, hidden: secret('s') } },
    });
    assert.deepEqual(inputs['values'], { installCRDs: true, hidden: secret('s') });
  });
});
