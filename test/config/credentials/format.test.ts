import assert from 'node:assert/strict';
import { complete, malformed } from '../../../config/credentials/format';
import { generated } from '../support/generated';

describe('the form of a credential', () => {
  it('gives a key the line break at its end that was cut off, once', () => {
    assert.equal(complete('sshKey', 'key'), 'key\n');
    assert.equal(complete('githubApp', 'key'), 'key\n');
    assert.equal(complete('sshKey', 'key\n'), 'key\n');
  });

  it('leaves a token as it is', () => {
    assert.equal(complete('token', 'ghp_0123456789'), 'ghp_0123456789');
  });

  it('accepts keys with and without that line break', () => {
    for (const [kind, name] of [
      ['githubApp', 'generated:rsa-2048'],
      ['sshKey', 'generated:openssh'],
    ] as const) {
      const key = String(generated(name));
      assert.equal(malformed(kind, key), undefined);
      assert.equal(malformed(kind, key.trimEnd()), undefined);
    }
  });

  it('refuses what is no text', () => {
    assert.notEqual(malformed('token', undefined), undefined);
    assert.notEqual(malformed('token', { value: 'ghp_0123456789' }), undefined);
  });
});
