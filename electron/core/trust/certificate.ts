import { sha256Hex } from '../bytes/digest.ts';
import { malformed, type Parsed } from '../formats/parsed.ts';
import { readExtensions, type SubjectAltName } from './certificate-extensions.ts';
import {
  childrenOf,
  type DerElement,
  derTag,
  expectTag,
  parseDer,
  readSmallInteger,
  readTime,
  refuseDer,
} from './der.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';
import { readPublicKey, type SubjectPublicKey } from './public-key.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './signature-algorithm.ts';

/**
 * What makes a certification authority for Mbed TLS. A certificate is one; so is an entry of a certificate bundle, which
 * has a name and a key only.
 */
export interface Authority {
  readonly subject: DistinguishedName;
  readonly publicKey: SubjectPublicKey;
  readonly version: 1 | 2 | 3;
  readonly isCa: boolean;
  /** Most intermediates that may follow; undefined = no limit. */
  readonly pathLength: number | undefined;
  /** Bits of the keyUsage extension (`keyUsageBit`); undefined = not restricted. */
  readonly keyUsage: number | undefined;
  /** Milliseconds since 1970; undefined = has no dates. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
}

/** An X.509 certificate (RFC 5280), as far as Mbed TLS looks at it. */
export interface Certificate extends Authority {
  readonly der: Uint8Array<ArrayBuffer>;
  /** Length of the DER bytes. */
  readonly size: number;
  /** SHA-256 of the DER bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** The bytes that are signed. */
  readonly tbs: Uint8Array<ArrayBuffer>;
  readonly issuer: DistinguishedName;
  readonly notBefore: number;
  readonly notAfter: number;
  /** Dotted object identifiers of the purposes; undefined = any purpose. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** Undefined where the certificate has no such extension; then the name's CN counts. */
  readonly subjectAltNames: readonly SubjectAltName[] | undefined;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array<ArrayBuffer>;
  /** Set where only facts are at hand and `der`, `tbs` and `signature` are empty: the SPKI SHA-256 of the key that signed it. */
  readonly signedBy?: string;
}

/** Larger than any certificate that a TLS stack of these chips could take. */
export const maxCertificateLength = 0x10000;

/** Parses one certificate; the bytes must be nothing else. Problems are `certificate.<reason>`. */
export function parseCertificate(der: Uint8Array<ArrayBuffer>): Parsed<Certificate> {
  if (der.length > maxCertificateLength) return malformed('certificate.too-large', 0, { size: der.length });
  return parseDer(der, 'certificate', readCertificate);
}

function readCertificate(whole: DerElement): Certificate {
  const [tbs, algorithm, signature] = childrenOf(expectTag(whole, derTag.sequence, whole));
  const signed = expectTag(tbs, derTag.sequence, whole);
  return {
    der: whole.raw,
    size: whole.raw.length,
    sha256: sha256Hex(whole.raw),
    tbs: signed.raw,
    ...readSigned(signed),
    signatureAlgorithm: readSignatureAlgorithm(expectTag(algorithm, derTag.sequence, whole)),
    signature: bitsOf(expectTag(signature, derTag.bitString, whole)),
  };
}

const explicitTag = { version: 0xa0, extensions: 0xa3 } as const;

function readSigned(signed: DerElement) {
  const fields = childrenOf(signed);
  const version = fields[0]?.tag === explicitTag.version ? readVersion(fields.shift()) : 1;
  const [serial, , issuer, validity, subject, key, ...rest] = fields;
  expectTag(serial, derTag.integer, signed);
  const dates = expectTag(validity, derTag.sequence, signed);
  const [notBefore = dates, notAfter = dates] = childrenOf(dates);
  const extensions = version === 3 ? rest.find(({ tag }) => tag === explicitTag.extensions) : undefined;
  return {
    version,
    issuer: readName(expectTag(issuer, derTag.sequence, signed)),
    subject: readName(expectTag(subject, derTag.sequence, signed)),
    notBefore: readTime(notBefore),
    notAfter: readTime(notAfter),
    publicKey: readPublicKey(expectTag(key, derTag.sequence, signed)),
    ...readExtensions(extensions),
  };
}

function readVersion(wrapper: DerElement | undefined): 1 | 2 | 3 {
  const [number] = wrapper ? childrenOf(wrapper) : [];
  if (wrapper === undefined || number === undefined) refuseDer('bad-version', 0);
  const version = readSmallInteger(expectTag(number, derTag.integer, wrapper)) + 1;
  return version === 1 || version === 2 || version === 3 ? version : refuseDer('bad-version', number.at);
}

function bitsOf({ content, at }: DerElement): Uint8Array<ArrayBuffer> {
  return content[0] === 0 ? content.subarray(1) : refuseDer('bad-signature', at);
}
