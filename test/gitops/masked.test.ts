import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { masked } from '../../gitops/masked';

const KEY = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
  .trim();
const TOKEN = 'ghp_0123456789abcdefABCDEF0123456789abcd';

/** What a text holds, the text, and what is left of it: all of it where nothing is named. */
const TEXTS: readonly [string, string, string?][] = [
  ['a password', 'cannot read https://argocd:pass@host/a: no', 'cannot read https://***@host/a: no'],
  ['a token for a user', `Get "https://${TOKEN}@host/a?x=1"`, 'Get "https://***@host/a?x=1"'],
  ['a password with an @', 'https://a:b@c@host/x, https://d:e@host', 'https://***@host/x, https://***@host'],
  ['a password for ssh', 'ssh://git:pass@host/a', 'ssh://***@host/a'],
  ['a token of GitHub', `the token ${TOKEN} is not valid`, 'the token *** is not valid'],
  ['other tokens', 'glpat-0123456789abcdefghij, github_pat_0123456789abcdefghij_x', '***, ***'],
  ['a key in YAML', `a: |\n  ${KEY.replaceAll('\n', '\n  ')}\nb: 1`, 'a: |\n  ***\nb: 1'],
  ['a key in JSON', JSON.stringify({ key: KEY }), '{"key":"***"}'],
  ['a key that is cut off', `cut off: ${KEY.slice(0, 60)}`, 'cut off: ***'],
  ['the user of ssh', 'ssh://git@host/a'],
  ['a mail address', 'write to team@host, see https://host/@team'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
  ['something short', 'ghp_short, https://host/a:b'],
];

describe('a text without credentials', () => {
  for (const [name, text, expected = text] of TEXTS) {
    it(`once it held ${name}`, () => assert.equal(masked(text), expected));
  }

  it('names each by what the caller puts in its place', () => {
    const seen: string[] = [];
    const text = masked(`https://a:b@host ${TOKEN}`, (secret) => `<${seen.push(secret)}>`);
    assert.equal(text, 'https://<1>@host <2>');
    assert.deepEqual(seen, ['a:b', TOKEN]);
  });
});
