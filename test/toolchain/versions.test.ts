import assert from 'node:assert/strict';
import { compareVersions, findVersion, formatRange, inRange } from '../../toolchain/versions';

describe('versions', () => {
  it('finds the version in what each tool prints', () => {
    assert.equal(findVersion('etcd Version: 3.6.8\nGit SHA: Not provided'), 'v3.6.8');
    assert.equal(findVersion('Kubernetes v1.37.2'), 'v1.37.2');
    assert.equal(findVersion('argocd: v3.5.7+unknown'), 'v3.5.7');
    assert.equal(findVersion('v3.22.0+g1234567'), 'v3.22.0');
    assert.equal(findVersion('GNU Make 4.3'), 'v4.3.0');
    assert.equal(findVersion('Client Version: v1.37.2-eks-abc'), 'v1.37.2');
    assert.equal(findVersion('helmfile version 1.9.0-rc.1'), 'v1.9.0-rc.1');
    assert.equal(findVersion('no such command'), undefined);
  });

  it('compares numbers, not text', () => {
    assert.ok(compareVersions('1.9.0', '1.10.0') < 0);
    assert.ok(compareVersions('v2.0.0', '1.99.99') > 0);
    assert.equal(compareVersions('1.26', 'v1.26.0'), 0);
  });

  it('includes the lower end, excludes the upper end and every pre-release', () => {
    const range = { from: '3.220.0', below: '3.230.0' };
    assert.deepEqual(
      ['v3.219.9', 'v3.220.0', 'v3.229.9', 'v3.230.0', 'v3.221.0-rc.1'].map((version) =>
        inRange(version, range),
      ),
      [false, true, true, false, false],
    );
    assert.equal(inRange('v99.0.0', { from: '1.0.0' }), true);
  });

  it('writes a range as a person would', () => {
    assert.equal(formatRange({ from: '1.0.0', below: '2.0.0' }), '>= 1.0.0 and < 2.0.0');
    assert.equal(formatRange({ from: '1.26.6' }), '>= 1.26.6');
  });
});
