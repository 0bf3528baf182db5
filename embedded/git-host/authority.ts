import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import * as der from './der';

/** Certificates for some hosts, signed by an authority that signs nothing else. */
export interface HostCertificates {
  /** The authority's certificate, as PEM: whoever is to trust the hosts gets this one. */
  readonly authority: string;
  /** The hosts' certificate, as PEM. */
  readonly certificate: string;
  /** Its private key, as PEM. */
  readonly key: string;
}

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
} as const;

const AUTHORITY = 'argo-bootstrap rehearsal authority';
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const DNS_NAME = 2;
/** Key usages by their bits: signing certificates; signing a handshake. */
const SIGNS_CERTIFICATES = der.bits(Buffer.from([0b0000_0100]), 2);
const SIGNS_HANDSHAKES = der.bits(Buffer.from([0b1000_0000]), 7);

/**
 * Makes an authority and has it certify `hosts`, for a year. The authority's key is forgotten at once, so that trusting
 * it means trusting this one certificate.
 */
export function certifyHosts(hosts: readonly string[], now = new Date()): HostCertificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const server = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const issue = (subject: string, key: KeyObject, extensions: readonly Buffer[]) =>
    pem(signed(toBeSigned(subject, key, extensions, now), authority.privateKey));
  return {
    authority: issue(AUTHORITY, authority.publicKey, [
      extension(OID.basicConstraints, der.sequence(der.yes()), true),
      extension(OID.keyUsage, SIGNS_CERTIFICATES, true),
      extension(OID.subjectKey, der.octets(keyId(authority.publicKey))),
    ]),
    certificate: issue(hosts[0] ?? '', server.publicKey, [
      extension(OID.keyUsage, SIGNS_HANDSHAKES, true),
      extension(OID.extendedKeyUsage, der.sequence(der.oid(OID.serverAuthentication))),
      extension(OID.alternativeNames, der.sequence(...hosts.map(dnsName))),
      extension(OID.authorityKey, der.sequence(der.implicit(0, keyId(authority.publicKey)))),
    ]),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function toBeSigned(subject: string, key: KeyObject, extensions: readonly Buffer[], now: Date): Buffer {
  return der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))), // version 3
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm(),
    name(AUTHORITY),
    der.sequence(der.time(new Date(now.getTime() - HOUR_MS)), der.time(new Date(now.getTime() + YEAR_MS))),
    name(subject),
    key.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...extensions)),
  );
}

function signed(content: Buffer, key: KeyObject): Buffer {
  return der.sequence(content, algorithm(), der.bits(sign('sha256', content, key)));
}

function keyId(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

const algorithm = () => der.sequence(der.oid(OID.ecdsaWithSha256));
const name = (common: string) =>
  der.sequence(der.set(der.sequence(der.oid(OID.commonName), der.text(common))));
const dnsName = (host: string) => der.implicit(DNS_NAME, Buffer.from(host, 'latin1'));

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.oid(id), ...(critical ? [der.yes()] : []), der.octets(value));
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
