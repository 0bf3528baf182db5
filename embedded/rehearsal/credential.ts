import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type HostLayout, registerApp, registerToken } from '../git-host';
import type { RehearsedKind } from './kinds';

/** The credential's name in the stack, and at the git host. */
export const CREDENTIAL = 'monorepo';

const APP = { appId: '1', installationId: '1' } as const;

/** One entry of `argo-bootstrap:credentials`. */
export interface CredentialSettings {
  readonly kind: RehearsedKind;
  readonly [key: string]: unknown;
}

/** The credential as the stack's configuration lists it; its value goes into the stack's encrypted configuration. */
export function credentialSettings(kind: RehearsedKind, url: string): CredentialSettings {
  const fields = kind === 'githubApp' ? APP : { username: 'x-access-token' };
  return { name: CREDENTIAL, repository: url, kind, ...fields, source: { from: 'pulumi' } };
}

/** The two halves of a GitHub App's key, as PEM. */
export interface AppKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Makes the key of a GitHub App, which may take a second. */
export function makeAppKey(): Promise<AppKey> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
}

/**
 * Makes a new credential, has the git host accept it, and returns its secret value.
 *
 * @param key the key of a GitHub App, where it is made already
 */
export async function issueCredential(
  host: HostLayout,
  kind: RehearsedKind,
  repository: string,
  key?: Promise<AppKey>,
): Promise<string> {
  const entry = { name: CREDENTIAL, repository };
  if (kind === 'token') {
    const token = `ghp_${randomBytes(20).toString('hex')}`;
    registerToken(host, { ...entry, token });
    return token;
  }
  const { publicKey, privateKey } = await (key ?? makeAppKey());
  registerApp(host, { ...entry, ...APP, publicKey });
  return privateKey;
}
