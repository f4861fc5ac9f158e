import { createHash, createPrivateKey, sign } from 'node:crypto';
import {
  bitString,
  der,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  printableString,
  sequence,
  set,
  time,
  truth,
  utf8String,
} from './der.ts';
import { type RsaNumbers, rsaExponent, rsaJwk } from './rsa-keys.ts';

/** Who a certificate speaks of, or who signed it. */
export interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  readonly key: RsaNumbers;
}

export interface CertificateTerms {
  readonly serial: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly usage: 'authority' | 'server';
}

const oids = {
  sha256WithRsa: '1.2.840.113549.1.1.11',
  rsaEncryption: '1.2.840.113549.1.1.1',
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
} as const;

/** An X.509 v3 certificate (RFC 5280), RSA with SHA-256 and PKCS #1 v1.5: the same input gives the same bytes. DER. */
export function issueCertificate(subject: Subject, issuer: Subject, terms: CertificateTerms): Uint8Array<ArrayBuffer> {
  const signatureAlgorithm = sequence(objectIdentifier(oids.sha256WithRsa), nullValue());
  const signed = sequence(
    der(0xa0, integer(2n)),
    integer(BigInt(terms.serial)),
    signatureAlgorithm,
    encodeName(issuer),
    sequence(time(terms.notBefore), time(terms.notAfter)),
    encodeName(subject),
    encodePublicKey(subject.key),
    der(0xa3, sequence(...extensionsOf(subject, issuer, terms))),
  );
  const key = createPrivateKey({ key: rsaJwk(issuer.key), format: 'jwk' });
  return sequence(signed, signatureAlgorithm, bitString(sign('sha256', signed, key)));
}

/** PEM text of a certificate, ending in a newline. */
export function encodePem(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function encodeName({ commonName, organization }: Subject): Uint8Array {
  const attribute = (oid: string, value: Uint8Array) => set(sequence(objectIdentifier(oid), value));
  return sequence(
    ...(organization === undefined ? [] : [attribute(oids.organization, utf8String(organization))]),
    attribute(oids.commonName, printableString(commonName)),
  );
}

function encodePublicKey(key: RsaNumbers): Uint8Array {
  return sequence(sequence(objectIdentifier(oids.rsaEncryption), nullValue()), bitString(encodeRsaKey(key)));
}

function encodeRsaKey({ n }: RsaNumbers): Uint8Array {
  return sequence(integer(n), integer(rsaExponent));
}

function extensionsOf(subject: Subject, issuer: Subject, { usage }: CertificateTerms): Uint8Array[] {
  const isAuthority = usage === 'authority';
  // keyCertSign and cRLSign, or digitalSignature and keyEncipherment: bits are counted from the left.
  const usageBits = isAuthority ? bitString(Uint8Array.of(0x06), 1) : bitString(Uint8Array.of(0xa0), 5);
  const dnsName = der(0x82, Buffer.from(subject.commonName));
  return [
    extension(oids.basicConstraints, sequence(...(isAuthority ? [truth()] : [])), true),
    extension(oids.keyUsage, usageBits, true),
    extension(oids.subjectKeyId, octetString(keyId(subject.key))),
    extension(oids.authorityKeyId, sequence(der(0x80, keyId(issuer.key)))),
    ...(isAuthority ? [] : [extension(oids.subjectAltName, sequence(dnsName))]),
  ];
}

function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(objectIdentifier(oid), ...(critical ? [truth()] : []), octetString(value));
}

/** SHA-1 of the key's bits (RFC 5280 §4.2.1.2). */
function keyId(key: RsaNumbers): Uint8Array {
  return createHash('sha1').update(encodeRsaKey(key)).digest();
}
