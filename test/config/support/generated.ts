import { generateKeyPairSync } from 'node:crypto';

const PREFIX = 'generated:';

/** Keys for tests, made on the spot: not even a worthless private key is committed. */
const GENERATORS: Readonly<Record<string, () => string>> = {
  'rsa-2048': () => rsa(2048),
  'rsa-1024': () => rsa(1024),
  openssh: () => openssh('none'),
  'openssh-encrypted': () => openssh('aes256-ctr'),
};

/** Replaces a value such as `generated:rsa-2048` by what it names; any other value stays. */
export function generated(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith(PREFIX)) return value;
  const generate = GENERATORS[value.slice(PREFIX.length)];
  if (!generate) throw new Error(`nothing generates ${value}`);
  return generate();
}

function rsa(modulusLength: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

/** The frame of an OpenSSH key with that cipher; what is inside is no key. */
function openssh(cipher: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    length,
    Buffer.from(cipher),
    Buffer.alloc(90),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join(
    '\n',
  );
}
