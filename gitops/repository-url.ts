import { reprintAsGo } from './go-url';

/** Go's `unicode.IsSpace`, which differs from JavaScript's `trim` in U+0085 and U+FEFF. */
const SURROUNDING_SPACE = /^[\t-\r \u0085\p{Zs}\u2028\u2029]+|[\t-\r \u0085\p{Zs}\u2028\u2029]+$/gu;

/** An SSH address: `user@host:path`, with or without `ssh://`, and one `@` in all that follows the user. */
const SSH_ADDRESS = /^(ssh:\/\/)?[^/:]*?@[^@]+$/u;

/** Addresses in which Go's parser finds nothing to change; nearly all are of this kind, and reading on takes time. */
const PLAIN = /^[a-z]+:\/\/([a-z0-9.-]+(:\d+)?(\/[a-z0-9._~/-]*)?|\/[a-z0-9._~/-]*)$/;

/**
 * The form in which Argo CD compares repository addresses: surrounding space, letter case and one trailing
 * `.git` don't count, and `user@host:path` is the same as `ssh://user@host/path`. Everything else counts:
 * a trailing slash, a default port, a user name, `..`, percent-encoding.
 *
 * @returns The empty string for an address that Argo CD cannot parse; such an address equals nothing.
 */
export function normalizeRepositoryUrl(url: string): string {
  const lower = lowerCase(url.replace(SURROUNDING_SPACE, ''));
  const address = withScheme(lower).replace(/\.git$/, '');
  const printed = PLAIN.test(address) ? address : reprintAsGo(address);
  return printed === undefined ? '' : printed.replace(/^ssh:\/\//, '');
}

/** Whether Argo CD takes both addresses for one repository. An address that it cannot parse equals nothing. */
export function sameRepository(left: string, right: string): boolean {
  const normalized = normalizeRepositoryUrl(left);
  return normalized !== '' && normalized === normalizeRepositoryUrl(right);
}

/**
 * Whether an AppProject with these exact `sourceRepos` permits the address, as Argo CD decides it.
 * The entries must be plain ({@link isPlainRepositoryUrl}), as the allowlist's schema makes sure.
 */
export function isRepositoryListed(url: string, listed: readonly string[]): boolean {
  return listed.some((entry) => sameRepository(url, entry));
}

/**
 * Whether an address means one repository and nothing else: `https`, `ssh`, `oci` or `file`, ASCII,
 * no password, no wildcard or other sign that a glob gives a meaning to, no query, and no part that
 * two readers could resolve differently (`..`, empty segments, percent-encoding, a trailing slash, `.git`).
 * A user name is allowed in `ssh://` only, where Git needs one.
 */
export function isPlainRepositoryUrl(url: string): boolean {
  const shape = /^(https|oci):\/\/[a-z0-9.-]+(:\d+)?|^ssh:\/\/[a-z0-9-]+@[a-z0-9.-]+(:\d+)?|^file:\/\//;
  const origin = shape.exec(url)?.[0];
  if (origin === undefined) return false;
  const path = url.slice(origin.length);
  const segments = path.split('/').slice(1);
  const plain = segments.every((segment) => /^[A-Za-z0-9._~-]+$/.test(segment) && !/^\.+$/.test(segment));
  return (
    (path === '' ? !origin.startsWith('file:') : path.startsWith('/') && plain) && !path.endsWith('.git')
  );
}

/** Lower case letter by letter, as Go maps it: no letter becomes two, and U+0130 becomes `i`. */
function lowerCase(text: string): string {
  return Array.from(text, (char) => (char === '\u0130' ? 'i' : char.toLowerCase())).join('');
}

function withScheme(url: string): string {
  if (!SSH_ADDRESS.test(url) || url.startsWith('ssh://')) return url;
  return `ssh://${url.replace(':', '/')}`.replace(/^ssh:\/\/ssh:\/\//, 'ssh://');
}
