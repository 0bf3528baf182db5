import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { HostLayout } from './layout';
import { writeAuthorizedKeys } from './ssh-keys';

const common = {
  /** By this name it is revoked, and the log says who fetched. */
  name: z.string(),
  /** The one repository that it reads, as `<owner>/<name>`. */
  repository: z.string(),
};

const credentialSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('token'),
    /** SHA-256 of the token: the file holds no secret. */
    digest: z.string(),
    /** From this moment on, in milliseconds, it is refused. */
    expiresAt: z.number().exactOptional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('githubApp'),
    appId: z.string(),
    installationId: z.string(),
    /** PEM of the public half; an App may have several keys at a time, each a credential of its own. */
    publicKey: z.string(),
    /** How long the tokens live that it is given. */
    tokenSeconds: z.number(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('sshKey'),
    /** As a line of an authorized_keys file. */
    publicKey: z.string(),
  }),
]);

/** Something that may read one repository of the host. */
export type HostCredential = z.infer<typeof credentialSchema>;

const GITHUB_TOKEN_SECONDS = 3600;

/** Every credential that is valid now; read anew for each request, so that a change counts at once. */
export function readCredentials({ credentials }: HostLayout): HostCredential[] {
  try {
    return z.array(credentialSchema).parse(JSON.parse(readFileSync(credentials, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Lets `token` read `repository`, until `expiresAt` where that is given. */
export function registerToken(
  layout: HostLayout,
  entry: { name: string; repository: string; token: string; expiresAt?: Date },
): void {
  const { name, repository, token, expiresAt } = entry;
  const digest = tokenDigest(token);
  const limit = expiresAt && { expiresAt: expiresAt.getTime() };
  register(layout, { name, repository, kind: 'token', digest, ...limit });
}

/**
 * Lets a GitHub App's installation read `repository`, with tokens for which it asks with the private half of
 * `publicKey`. Registering a second key under another name leaves the first one valid, as GitHub does.
 */
export function registerApp(
  layout: HostLayout,
  entry: {
    name: string;
    repository: string;
    appId: string;
    installationId: string;
    publicKey: string;
    tokenSeconds?: number;
  },
): void {
  register(layout, { tokenSeconds: GITHUB_TOKEN_SECONDS, ...entry, kind: 'githubApp' });
}

/** Lets the holder of an SSH key read `repository`. */
export function registerDeployKey(
  layout: HostLayout,
  entry: { name: string; repository: string; publicKey: string },
): void {
  register(layout, { ...entry, kind: 'sshKey' });
}

/**
 * Refuses the credential from now on, and every token that was given for it: stricter than GitHub, whose installation
 * tokens outlive a deleted key by up to an hour, so that a test sees at once who still leans on the old one.
 */
export function revokeCredential(layout: HostLayout, name: string): void {
  write(
    layout,
    readCredentials(layout).filter((one) => one.name !== name),
  );
}

/** What the file keeps of a token. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function register(layout: HostLayout, credential: HostCredential): void {
  const others = readCredentials(layout).filter(({ name }) => name !== credential.name);
  write(layout, [...others, credential]);
}

/** Whole or not at all: the host may read it at any moment. */
function write(layout: HostLayout, list: readonly HostCredential[]): void {
  const { directory, credentials } = layout;
  mkdirSync(directory, { recursive: true });
  const draft = `${credentials}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(list, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, credentials);
  writeAuthorizedKeys(layout, list);
}
