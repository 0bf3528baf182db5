import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { certifyHosts } from '../../../embedded/git-host/authority';

describe('the certificates of the git host', () => {
  const made = certifyHosts(['github.com', 'api.github.com'], new Date('2026-03-01T12:00:00Z'));
  const authority = new X509Certificate(made.authority);
  const host = new X509Certificate(made.certificate);

  it('are signed by their authority', () => {
    assert(authority.ca);
    assert(host.checkIssued(authority));
    assert(host.verify(authority.publicKey));
    assert(!host.ca);
  });

  it('name every host, and no other', () => {
    assert.equal(host.checkHost('github.com'), 'github.com');
    assert.equal(host.checkHost('api.github.com'), 'api.github.com');
    assert.equal(host.checkHost('gitlab.com'), undefined);
  });

  it('come with the key that belongs to them', () => {
    assert(host.checkPrivateKey(createPrivateKey(made.key)));
  });

  it('hold for a year', () => {
    assert.equal(new Date(host.validFrom).toISOString(), '2026-03-01T11:00:00.000Z');
    assert.equal(new Date(host.validTo).toISOString(), '2027-03-01T12:00:00.000Z');
  });
});
