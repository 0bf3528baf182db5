import { createPrivateKey } from 'node:crypto';
import type { CredentialKind } from './schema';

/** What a value must look like, in words that a reader can compare with what they have. */
const EXPECTED: Readonly<Record<CredentialKind, string>> = {
  githubApp: 'an unencrypted RSA private key of at least 2048 bits, as PEM',
  sshKey: 'an unencrypted private key, as OpenSSH or PEM writes it',
  token: 'one line of at least 8 printable characters without spaces',
};

const OPENSSH =
  /^-----BEGIN OPENSSH PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)-----END OPENSSH PRIVATE KEY-----\n$/;

/** The start of an OpenSSH key that no passphrase encrypts: its magic, and the cipher `none`. */
const UNENCRYPTED = Buffer.from('openssh-key-v1\0\0\0\0\u0004none', 'latin1');

/** The value as the cluster gets it: a key ends with a line break, which `pulumi config set` cuts off and ssh needs. */
export function complete(kind: CredentialKind, value: string): string {
  return kind !== 'token' && !value.endsWith('\n') ? `${value}\n` : value;
}

/**
 * What a secret value should have been, where it isn't; undefined for a sound one.
 * The answer never holds a part of the value.
 */
export function malformed(kind: CredentialKind, value: unknown): string | undefined {
  if (typeof value !== 'string') return EXPECTED[kind];
  return CHECKS[kind](value) ? undefined : EXPECTED[kind];
}

const CHECKS: Readonly<Record<CredentialKind, (value: string) => boolean>> = {
  githubApp: isRsaKey,
  sshKey: (value) => isOpenSshKey(complete('sshKey', value)) || readPem(value) !== undefined,
  token: (value) => /^[\x21-\x7e]{8,}$/.test(value),
};

function isRsaKey(value: string): boolean {
  const key = readPem(value);
  return key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
}

function isOpenSshKey(value: string): boolean {
  const body = OPENSSH.exec(value)?.[1];
  return (
    body !== undefined && Buffer.from(body, 'base64').subarray(0, UNENCRYPTED.length).equals(UNENCRYPTED)
  );
}

function readPem(value: string) {
  try {
    return createPrivateKey({ key: value, format: 'pem' });
  } catch {
    return undefined;
  }
}
