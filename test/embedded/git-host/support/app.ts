import { generateKeyPairSync, sign } from 'node:crypto';

/** One key of a GitHub App, as its owner has it. */
export class AppKey {
  private readonly pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

  get publicKey(): string {
    return this.pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** The JSON web token by which the App says who it is. */
  jwt(claims: object, header: object = { alg: 'RS256', typ: 'JWT' }): string {
    const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = sign('sha256', Buffer.from(content.join('.')), this.pair.privateKey);
    return [...content, signature.toString('base64url')].join('.');
  }
}
