import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArgoCdValues } from '../../config/values';

const ROOT = join(__dirname, '..', '..');

describe('readArgoCdValues', () => {
  it('merges maps key by key, and replaces everything else', () => {
    const root = mkdtempSync(join(tmpdir(), 'argo-bootstrap-values-'));
    const folder = join(root, 'helmfiles', 'values', 'argocd');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'common.yaml'), 'a: {b: 1, c: [1, 2]}\nd: x\n');
    writeFileSync(join(folder, 'local.yaml'), 'a: {c: [3]}\ne: y\n');
    assert.deepEqual(readArgoCdValues(root, 'local'), { a: { b: 1, c: [3] }, d: 'x', e: 'y' });
    rmSync(root, { recursive: true });
  });

  for (const [environment, admin] of [
    ['local', 'true'],
    ['staging', 'false'],
    ['production', 'false'],
  ] as const) {
    it(`is hardened in ${environment}`, () => {
      const values = readArgoCdValues(ROOT, environment) as {
        configs: Record<string, Record<string, string>>;
      };
      const { cm, params, rbac } = values.configs;
      assert.equal(cm?.['admin.enabled'], admin);
      assert.equal(cm?.['users.anonymous.enabled'], 'false');
      assert.equal(cm?.['exec.enabled'], 'false');
      assert.equal(cm?.['statusbadge.enabled'], 'false');
      assert.equal(rbac?.['policy.default'], '');
      assert.equal(params?.['server.insecure'], 'false');
      assert.equal(params?.['reposerver.disable.tls'], 'false');
      assert.equal(params?.['reposerver.enable.git.submodule'], 'false');
      assert.equal(params?.['reposerver.allow.oob.symlinks'], 'false');
    });
  }
});
