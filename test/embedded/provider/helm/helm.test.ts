import assert from 'node:assert/strict';
import { resourceNames } from '../../../../embedded/provider/helm/manifest';
import { planRecovery } from '../../../../embedded/provider/helm/recovery';
import { toRelease, upgradeFlags } from '../../../../embedded/provider/helm/release';
import { mergedValues } from '../../../../embedded/provider/helm/values';
import { isSecret, type Json, secret } from '../../../../embedded/provider/wire/values';

const asset = (text: string): Json => ({
  '4dabf18193072939515e22adb298388d': 'c44067f5952c0a294b673a41bacd8c17',
  text,
});

describe('mergedValues', () => {
  it('merges maps and replaces lists, the last one first in force, in the order of keys', async () => {
    const merged = await mergedValues([asset('b: {x: 1}\nlist: [1, 2]'), asset('b: {z: 2}')], {
      list: [3],
      a: null,
    });
    assert.equal(JSON.stringify(merged), '{"a":null,"b":{"x":1,"z":2},"list":[3]}');
  });

  it('keeps single secrets, and hides all of a secret file', async () => {
    assert.deepEqual(await mergedValues([asset('a: 1')], { b: secret('s') }), { a: 1, b: secret('s') });
    assert.ok(isSecret(await mergedValues([secret(asset('a: 1'))], {})));
    assert.ok(isSecret(await mergedValues(undefined, secret({ a: 1 }))));
  });

  it('refuses values that are no mapping', async () => {
    await assert.rejects(mergedValues([asset('- a')], {}), /a string asset: the values are no mapping/);
  });
});

describe('upgradeFlags', () => {
  it('waits and resets values unless told otherwise', () => {
    assert.deepEqual(upgradeFlags(toRelease({ name: 'r' })), [
      '--wait',
      '--reset-values',
      '--timeout',
      '300s',
    ]);
    const release = toRelease({
      skipAwait: true,
      reuseValues: true,
      atomic: true,
      skipCrds: true,
      timeout: 9,
      maxHistory: 3,
    });
    assert.deepEqual(upgradeFlags(release), [
      '--atomic',
      '--skip-crds',
      '--reuse-values',
      '--timeout',
      '9s',
      '--history-max',
      '3',
    ]);
  });
});

describe('resourceNames', () => {
  it('groups names as the official provider does', () => {
    const manifest =
      '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: ns}\n' +
      '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' +
      '---\n# nothing\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n';
    assert.deepEqual(resourceNames(manifest), {
      'ConfigMap/v1': ['a', 'ns/b'],
      'Deployment.apps/apps/v1': ['d'],
    });
  });
});

describe('planRecovery', () => {
  const history = (...statuses: string[]) =>
    statuses.map((status, index) => ({ revision: index + 1, status }));
  const cases: [name: string, statuses: string[], repeats: boolean, action: string | undefined][] = [
    ['nothing', [], false, undefined],
    ['a release that is deployed', ['superseded', 'deployed'], false, undefined],
    ['a first installation that failed', ['failed'], false, undefined],
    ['an upgrade that failed, repeated', ['deployed', 'failed'], true, undefined],
    ['an upgrade that failed, followed by another', ['deployed', 'failed'], false, 'roll back'],
    ['an interrupted installation', ['pending-install'], true, 'uninstall'],
    ['an interrupted upgrade', ['superseded', 'deployed', 'pending-upgrade'], true, 'roll back'],
    ['an interrupted rollback', ['deployed', 'failed', 'pending-rollback'], false, 'roll back'],
    ['an interrupted removal', ['deployed', 'uninstalling'], false, 'uninstall'],
  ];
  for (const [name, statuses, repeats, action] of cases) {
    it(`knows what to do about ${name}`, () => {
      assert.equal(planRecovery(history(...statuses), repeats)?.action, action);
    });
  }
});
