import assert from 'node:assert/strict';
import { parse, parseDocument } from 'yaml';
import { credentialSettings } from '../../../embedded/rehearsal/credential';
import { credentialKind, hasSecret, overlaid } from '../../../embedded/rehearsal/overlay';
import { committed } from '../../config/support/case';

const URL = 'https://github.com/example-org/argo-bootstrap';
const SALT = 'v1:salt';
const SECRET = { monorepo: { secure: 'v1:encrypted' } };

function overlay(kind: 'githubApp' | 'token') {
  return { context: 'kwok-a', chartPath: 'charts/argo-cd', credential: credentialSettings(kind, URL) };
}

/** A rehearsal's file after Pulumi has written the encrypted value into it. */
function used(kind: 'githubApp' | 'token'): string {
  const document = parse(overlaid(committed('staging').file, overlay(kind)));
  document.encryptionsalt = SALT;
  document.config['argo-bootstrap:secrets'] = SECRET;
  return JSON.stringify(document);
}

describe('the overlay of a rehearsal', () => {
  const { file } = committed('production');

  it("changes the cluster, the charts' sources and the credential, and nothing else", () => {
    const before = parse(file).config;
    const { config, ...rest } = parse(overlaid(file, overlay('githubApp')));
    assert.deepEqual(rest, {});
    assert.deepEqual(config, {
      ...before,
      'argo-bootstrap:certificates': {
        ...before['argo-bootstrap:certificates'],
        certManager: { chart: { source: 'path', path: 'charts/cert-manager' } },
      },
      'argo-bootstrap:kubernetes': { context: 'kwok-a' },
      'argo-bootstrap:argocd': { chart: { source: 'path', path: 'charts/argo-cd' } },
      'argo-bootstrap:credentials': [
        {
          name: 'monorepo',
          repository: URL,
          kind: 'githubApp',
          appId: '1',
          installationId: '1',
          source: { from: 'pulumi' },
        },
      ],
    });
  });

  it('installs no cert-manager where the cluster has it, and asks for no certificate where the stack does not', () => {
    const document = parseDocument(file);
    document.deleteIn(['config', 'argo-bootstrap:certificates', 'certManager']);
    const there = parse(overlaid(document.toString(), overlay('token'))).config;
    assert.deepEqual(
      there['argo-bootstrap:certificates'],
      document.toJS().config['argo-bootstrap:certificates'],
    );
    document.deleteIn(['config', 'argo-bootstrap:certificates']);
    const none = parse(overlaid(document.toString(), overlay('token'))).config;
    assert.equal('argo-bootstrap:certificates' in none, false);
  });

  it('never takes over what the real stack encrypted', () => {
    const real = `secretsprovider: awskms://key\nencryptedkey: abc\n${file}  argo-bootstrap:secrets: {other: {secure: x}}\n`;
    const made = parse(overlaid(real, overlay('githubApp')));
    assert.deepEqual(Object.keys(made), ['config']);
    assert.equal(made.config['argo-bootstrap:secrets'], undefined);
  });

  it('keeps the value of the credential from one run to the next', () => {
    const again = overlaid(file, overlay('token'), used('token'));
    assert.equal(parse(again).encryptionsalt, SALT);
    assert.deepEqual(parse(again).config['argo-bootstrap:secrets'], SECRET);
    assert(hasSecret(again, 'monorepo'));
    assert.equal(credentialKind(again), 'token');
  });

  it('asks for a new value where the kind has changed', () => {
    const again = overlaid(file, overlay('token'), used('githubApp'));
    assert.equal(parse(again).encryptionsalt, SALT);
    assert(!hasSecret(again, 'monorepo'));
  });
});
