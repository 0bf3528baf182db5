/** The few forms of ASN.1 that a certificate is made of, in DER. */

const LONG_LENGTH = 0x80;
const BYTE = 0x100;
const BASE_128 = 0x80;

/** One value: its tag, its length and what it holds. */
function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...length(body.length)]), body]);
}

function length(size: number): number[] {
  if (size < LONG_LENGTH) return [size];
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / BYTE)) bytes.unshift(rest % BYTE);
  return [LONG_LENGTH | bytes.length, ...bytes];
}

export const sequence = (...items: readonly Buffer[]): Buffer => tagged(0x30, ...items);
export const set = (...items: readonly Buffer[]): Buffer => tagged(0x31, ...items);
/** A constructed value with a tag of its context. */
export const explicit = (tag: number, content: Buffer): Buffer => tagged(0xa0 | tag, content);
/** A primitive value with a tag of its context. */
export const implicit = (tag: number, content: Buffer): Buffer => tagged(0x80 | tag, content);
export const octets = (content: Buffer): Buffer => tagged(0x04, content);
/** Bits, of which the last `unused` ones of the last byte don't count. */
export const bits = (content: Buffer, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), content);
export const yes = (): Buffer => tagged(0x01, Buffer.from([0xff]));
export const text = (content: string): Buffer => tagged(0x0c, Buffer.from(content, 'utf8'));

/** A number that is not negative, most significant byte first. */
export function integer(content: Buffer): Buffer {
  return tagged(0x02, (content[0] ?? 0) >= LONG_LENGTH ? Buffer.from([0]) : Buffer.alloc(0), content);
}

/** A moment of this century up to 2049, as certificates write it. */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '').slice(2);
  return tagged(0x17, Buffer.from(digits, 'latin1'));
}

/** An object identifier, such as 2.5.4.3. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(part: number): number[] {
  const bytes = [part % BASE_128];
  for (let rest = Math.floor(part / BASE_128); rest > 0; rest = Math.floor(rest / BASE_128)) {
    bytes.unshift(BASE_128 | (rest % BASE_128));
  }
  return bytes;
}
