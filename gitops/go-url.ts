import { isIPv6 } from 'node:net';

/**
 * What Go's `net/url` prints for an address that it has parsed, which is how Argo CD brings repository
 * addresses into one form. JavaScript's own `URL` follows another standard (it drops default ports, resolves
 * `..` and maps backslashes), so it cannot stand in. Compared with Go's by the tests, on fixed and on
 * generated addresses. Works on bytes, as Go does: inside this file a string holds one byte a character.
 *
 * @returns The address as Go prints it, or `undefined` where Go's parser refuses it.
 */
export function reprintAsGo(address: string): string | undefined {
  const bytes = Buffer.from(address, 'utf8').toString('latin1');
  const [body, fragment] = cut(bytes, '#');
  const printed = printBody(body);
  const hash = fragment ? printPart(fragment, 'fragment') : '';
  if (printed === undefined || hash === undefined) return undefined;
  return Buffer.from(printed + (hash && `#${hash}`), 'latin1').toString('utf8');
}

type Part = 'path' | 'host' | 'user' | 'fragment';

/** The ASCII punctuation that a part of an address shows without percent-encoding. */
const PLAIN: Record<Part, string> = {
  path: '-_.~$&+,/:;=@',
  host: '-_.~!$&\'()*+,;=:[]<>"',
  user: '-_.~$&+,;=',
  fragment: '-_.~$&+,/:;=?@!()*',
};

function cut(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}

function isPlain(char: string, part: Part): boolean {
  return /[a-zA-Z0-9]/.test(char) || PLAIN[part].includes(char);
}

function percentEncode(text: string, part: Part): string {
  const hex = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return Array.from(text, (char) => (isPlain(char, part) ? char : hex(char))).join('');
}

/** Decodes percent-encoding; `undefined` where it is malformed or not allowed in this part. */
function percentDecode(text: string, part: Part): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  if (part === 'host' && !isHost(text)) return undefined;
  return text.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A host percent-encodes bytes beyond ASCII only, and `%` itself. */
function isHost(text: string): boolean {
  const encodedAscii = /%(?!25)[0-7]/.test(text);
  return (
    !encodedAscii && Array.from(text).every((char) => char === '%' || char >= '\x80' || isPlain(char, 'host'))
  );
}

/** Prints a path or fragment: as it was written where that is a valid encoding, else encoded anew. */
function printPart(text: string, part: 'path' | 'fragment'): string | undefined {
  const decoded = percentDecode(text, part);
  if (decoded === undefined) return undefined;
  const valid = Array.from(text).every((char) => "!$&'()*+,;=:@[]%".includes(char) || isPlain(char, part));
  if (valid || decoded === '*') return text;
  return percentEncode(decoded, part);
}

function printBody(body: string): string | undefined {
  if (Array.from(body).some((char) => char < ' ' || char === '\x7f')) return undefined;
  if (body === '*') return body;
  if (body.startsWith(':')) return undefined;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(body)?.[1] ?? '';
  const prefix = scheme && `${scheme.toLowerCase()}:`;
  const [rest, query] = cut(body.slice(prefix.length), '?');
  const suffix = query === undefined ? '' : `?${query}`;
  const printed = rest.startsWith('/') ? printHierarchy(scheme, rest) : printRootless(scheme, rest);
  return printed === undefined ? undefined : prefix + printed + suffix;
}

/** `scheme:opaque`, or a relative path, whose first segment must not hold a colon. */
function printRootless(scheme: string, rest: string): string | undefined {
  if (scheme !== '') return rest;
  if (cut(rest, '/')[0].includes(':')) return undefined;
  return printPart(rest, 'path');
}

function printHierarchy(scheme: string, rest: string): string | undefined {
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  if (!hasAuthority) return printPart(rest, 'path');
  const slash = rest.indexOf('/', 2);
  const end = slash < 0 ? rest.length : slash;
  const authority = printAuthority(scheme.toLowerCase(), rest.slice(2, end));
  const path = printPart(rest.slice(end), 'path');
  if (authority === undefined || path === undefined) return undefined;
  return authority === '' && path === '' ? '' : `//${authority}${path}`;
}

function printAuthority(scheme: string, authority: string): string | undefined {
  const at = authority.lastIndexOf('@');
  const host = printHost(scheme, authority.slice(at + 1));
  const user = at < 0 ? '' : printUser(authority.slice(0, at));
  return host === undefined || user === undefined ? undefined : user + host;
}

function printUser(userinfo: string): string | undefined {
  if (!/^[a-zA-Z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) return undefined;
  const [name, password] = cut(userinfo, ':').map((part) =>
    part === undefined ? part : percentDecode(part, 'user'),
  );
  if (name === undefined || (password === undefined && userinfo.includes(':'))) return undefined;
  return `${percentEncode(name, 'user')}${password === undefined ? '' : `:${percentEncode(password, 'user')}`}@`;
}

function printHost(scheme: string, host: string): string | undefined {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return undefined;
  if (bracket === 0) return printIpLiteral(host);
  const strict = scheme === 'http' || scheme === 'https';
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':');
  if (colon >= 0 && !/^:\d*$/.test(host.slice(colon))) return undefined;
  const decoded = percentDecode(host, 'host');
  return decoded === undefined ? undefined : percentEncode(decoded, 'host');
}

function printIpLiteral(host: string): string | undefined {
  const close = host.lastIndexOf(']');
  const port = host.slice(close + 1);
  if (close < 0 || !/^(:\d*)?$/.test(port)) return undefined;
  const [address, zone] = cut(host.slice(1, close), '%25');
  const decodedAddress = percentDecode(address, 'host');
  const decodedZone = decodeZone(zone);
  if (decodedAddress === undefined || !isIPv6(decodedAddress) || decodedZone === undefined) return undefined;
  return `[${percentEncode(decodedAddress + decodedZone, 'host')}]${port}`;
}

/** An IPv6 zone may percent-encode what it could as well have written, a space and `%` itself. */
function decodeZone(zone: string | undefined): string | undefined {
  if (zone === undefined) return '';
  const decoded = percentDecode(zone, 'path');
  if (!decoded) return undefined;
  const encoded = Array.from(zone.matchAll(/%(..)/g), ([, hex]) => String.fromCharCode(Number(`0x${hex}`)));
  const written = Array.from(zone.replace(/%../g, ''));
  const valid =
    encoded.every((char) => isPlain(char, 'host') || ' %'.includes(char)) &&
    written.every((char) => isPlain(char, 'host') || char >= '\x80');
  return valid ? `%${decoded}` : undefined;
}
