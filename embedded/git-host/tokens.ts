import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { z } from 'zod';
import type { HostCredential } from './credentials';

type App = Extract<HostCredential, { kind: 'githubApp' }>;

/** GitHub accepts an App's own token for ten minutes, and clocks that differ by one. */
const LONGEST_LIFE_S = 600;
const CLOCK_DIFFERENCE_S = 60;
const PREFIX = 'ghs_';

const headerSchema = z.looseObject({ alg: z.literal('RS256') });
const claimsSchema = z.looseObject({ iss: z.coerce.string(), iat: z.number(), exp: z.number() });

/** Which of `apps` signed the JSON web token, and only where GitHub would take it; undefined for none. */
export function signer(token: string, apps: readonly App[], now = new Date()): App | undefined {
  const [header = '', claims = '', signature = '', ...rest] = token.split('.');
  const said = claimsSchema.safeParse(decode(claims)).data;
  if (rest.length > 0 || !headerSchema.safeParse(decode(header)).success || !said) return undefined;
  const seconds = now.getTime() / 1000;
  if (said.exp <= seconds || said.iat > seconds + CLOCK_DIFFERENCE_S) return undefined;
  if (said.exp - said.iat > LONGEST_LIFE_S + CLOCK_DIFFERENCE_S) return undefined;
  const content = Buffer.from(`${header}.${claims}`);
  return apps.find(
    ({ appId, publicKey }) =>
      appId === said.iss &&
      verify('sha256', content, createPublicKey(publicKey), Buffer.from(signature, 'base64url')),
  );
}

/** A token of one installation. It says itself what it is for, signed, so that it outlives a restart of the host. */
export function installationToken(
  app: App,
  key: Buffer,
  now = new Date(),
): { token: string; expiresAt: Date } {
  const expiresAt = new Date(now.getTime() + app.tokenSeconds * 1000);
  const content = Buffer.from(JSON.stringify([app.name, expiresAt.getTime()])).toString('base64url');
  return { token: `${PREFIX}${content}.${mac(content, key)}`, expiresAt };
}

/** The name of the credential that an installation token was given for; undefined where it is none, or expired. */
export function holderOf(token: string, key: Buffer, now = new Date()): string | undefined {
  if (!token.startsWith(PREFIX)) return undefined;
  const [content = '', signature = ''] = token.slice(PREFIX.length).split('.');
  const expected = Buffer.from(mac(content, key));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const parsed = z.tuple([z.string(), z.number()]).safeParse(decode(content));
  return parsed.success && parsed.data[1] > now.getTime() ? parsed.data[0] : undefined;
}

function mac(content: string, key: Buffer): string {
  return createHmac('sha256', key).update(content).digest('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
