import { type HostCredential, tokenDigest } from './credentials';
import { holderOf } from './tokens';

/** The password of a `Basic` header; undefined where there is none. The user name says nothing here, as on GitHub. */
function passwordOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  const decoded = encoded && Buffer.from(encoded, 'base64').toString('utf8');
  return decoded?.slice(decoded.indexOf(':') + 1);
}

/** Which credential an `Authorization` header shows; undefined where it shows none that is valid now. */
export function authenticate(
  authorization: string | undefined,
  credentials: readonly HostCredential[],
  tokenKey: Buffer,
  now = new Date(),
): HostCredential | undefined {
  const password = passwordOf(authorization);
  if (!password) return undefined;
  const holder = holderOf(password, tokenKey, now);
  const digest = tokenDigest(password);
  return credentials.find((credential) => {
    if (credential.kind === 'githubApp') return credential.name === holder;
    if (credential.kind !== 'token' || credential.digest !== digest) return false;
    return credential.expiresAt === undefined || credential.expiresAt > now.getTime();
  });
}
