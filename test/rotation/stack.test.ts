import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { newValue, readCredential, storeValue } from '../../rotation/stack';
import { temporaryDirectory } from '../support/temporary';

const TOKEN = {
  name: 'monorepo',
  repository: 'https://github.com/example-org/tree',
  kind: 'token',
  username: 'argocd',
  source: { from: 'pulumi' },
} as const;

describe('the credential of a stack', () => {
  const directory = temporaryDirectory();

  function stack(...credentials: object[]): void {
    const config = {
      'argo-bootstrap:kubernetes': { context: 'staging' },
      'argo-bootstrap:credentials': credentials,
    };
    writeFileSync(join(directory.path, 'Pulumi.staging.yaml'), stringify({ config }));
  }

  it('is found by its name or its repository', () => {
    stack(TOKEN);
    for (const wanted of [TOKEN.name, TOKEN.repository]) {
      const { credential, context, file } = readCredential(directory.path, 'staging', wanted);
      assert.deepEqual([credential.name, context, file], ['monorepo', 'staging', 'Pulumi.staging.yaml']);
    }
  });

  it('is in the SOPS file that it names', () => {
    stack({ ...TOKEN, source: { from: 'sops', file: 'secrets/staging.yaml' } });
    assert.equal(readCredential(directory.path, 'staging', 'monorepo').file, 'secrets/staging.yaml');
  });

  it('is named where another one is wanted', () => {
    stack(TOKEN);
    assert.throws(() => readCredential(directory.path, 'staging', 'other'), {
      message: [
        'Pulumi.staging.yaml: there is no credential other [credential-unknown]',
        '  expected: the name or the repository of one: monorepo',
        '  fix: correct the name, or name another environment with --env',
      ].join('\n'),
    });
  });

  it('is found where its value is in Vault', () => {
    const source = {
      from: 'externalSecret',
      key: 'argocd/monorepo',
      property: 'token',
      refreshInterval: '1h',
    };
    stack({ ...TOKEN, source });
    const { credential, file } = readCredential(directory.path, 'staging', 'monorepo');
    assert.deepEqual([credential.source, file], [source, 'Pulumi.staging.yaml']);
  });

  it('gets no value of another form, and no message quotes it', () => {
    assert.equal(newValue(TOKEN, 'ghp_0123456789\n'), 'ghp_0123456789');
    const wrong = 'two words';
    assert.throws(
      () => newValue(TOKEN, wrong),
      (error: Error) => /\[credential-value\]/.test(error.message) && !error.message.includes(wrong),
    );
  });

  it('keeps its file where the new value cannot be stored', async () => {
    stack({ ...TOKEN, source: { from: 'sops', file: 'secrets/staging.yaml' } });
    mkdirSync(join(directory.path, 'secrets'));
    const file = join(directory.path, 'secrets', 'staging.yaml');
    writeFileSync(file, 'no: sops file\n');
    const stored = readCredential(directory.path, 'staging', 'monorepo');
    await assert.rejects(storeValue(directory.path, 'staging', stored, 'ghp_0123456789'));
    assert.equal(readFileSync(file, 'utf8'), 'no: sops file\n');
  });
});
