import { generateKeyPairSync, randomBytes } from 'node:crypto';
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

/** Makes a new credential, has the git host accept it, and returns its secret value. */
export function issueCredential(host: HostLayout, kind: RehearsedKind, repository: string): string {
  const entry = { name: CREDENTIAL, repository };
  if (kind === 'token') {
    const token = `ghp_${randomBytes(20).toString('hex')}`;
    registerToken(host, { ...entry, token });
    return token;
  }
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  registerApp(host, { ...entry, ...APP, publicKey });
  return pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}
