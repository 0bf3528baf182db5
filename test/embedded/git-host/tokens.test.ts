import assert from 'node:assert/strict';
import { holderOf, installationToken, signer } from '../../../embedded/git-host/tokens';
import { AppKey } from './support/app';

const NOW = new Date('2026-03-01T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const KEY = Buffer.from('a key of the host');

const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('the JSON web token of a GitHub App', () => {
  const mine = new AppKey();
  const app = {
    name: 'app',
    repository: 'example-org/tree',
    kind: 'githubApp' as const,
    appId: '7',
    installationId: '70',
    publicKey: mine.publicKey,
    tokenSeconds: 3600,
  };
  const good = { iss: '7', iat: SECONDS - 60, exp: SECONDS + 540 };

  it('is accepted for the key that signed it', () => {
    const other = { ...app, name: 'other key', publicKey: new AppKey().publicKey };
    assert.equal(signer(mine.jwt(good), [other, app], NOW)?.name, 'app');
    assert.equal(signer(mine.jwt({ ...good, iss: 7 }), [app], NOW)?.name, 'app');
  });

  const refused: [string, string][] = [
    ['another key', new AppKey().jwt(good)],
    ['another App', mine.jwt({ ...good, iss: '8' })],
    ['a past end', mine.jwt({ ...good, exp: SECONDS - 1 })],
    ['a start ahead', mine.jwt({ ...good, iat: SECONDS + 120 })],
    ['a life of more than ten minutes', mine.jwt({ ...good, exp: SECONDS + 3600 })],
    ['no end', mine.jwt({ iss: '7', iat: SECONDS })],
    ['another algorithm', mine.jwt(good, { alg: 'none' })],
    ['no signature', mine.jwt(good).split('.').slice(0, 2).join('.')],
    [
      'changed claims',
      mine.jwt(good).replace(/\.[^.]+\./, `.${btoa(JSON.stringify({ ...good, exp: SECONDS + 500 }))}.`),
    ],
    ['no form at all', 'nonsense'],
  ];
  for (const [what, jwt] of refused) {
    it(`is refused with ${what}`, () => assert.equal(signer(jwt, [app], NOW), undefined));
  }

  it('is answered with a token that says whose it is, for an hour', () => {
    const { token, expiresAt } = installationToken(app, KEY, NOW);
    assert.deepEqual(expiresAt, later(3600));
    assert.equal(holderOf(token, KEY, later(3599)), 'app');
    assert.equal(holderOf(token, KEY, later(3600)), undefined);
  });

  it('is answered with a token that only this host can have made', () => {
    const { token } = installationToken(app, Buffer.from('a key of another host'), NOW);
    assert.equal(holderOf(token, KEY, NOW), undefined);
    assert.equal(holderOf('ghs_nonsense', KEY, NOW), undefined);
    assert.equal(holderOf('ghp_nonsense', KEY, NOW), undefined);
  });
});
