import {
  childrenOf,
  type DerElement,
  derTag,
  expectTag,
  readObjectIdentifier,
  readSmallInteger,
  refuseDer,
  unwrap,
} from './der.ts';

/** A name that the certificate is valid for, as its bytes. */
export interface SubjectAltName {
  readonly kind: 'dns' | 'ip' | 'uri' | 'other';
  readonly value: Uint8Array;
}

/** The extensions that the path search looks at (RFC 5280 §4.2.1). */
export interface CertificateExtensions {
  readonly isCa: boolean;
  readonly pathLength: number | undefined;
  readonly keyUsage: number | undefined;
  /** Dotted object identifiers of the purposes; undefined = any purpose. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectAltNames: readonly SubjectAltName[] | undefined;
}

/** Bits of keyUsage as Mbed TLS numbers them: the first octet of the bit string, the second one above it. */
export const keyUsageBit = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyCertSign: 0x04,
  encipherOnly: 0x01,
  decipherOnly: 0x8000,
} as const;
/** Purposes of extendedKeyUsage that a server's certificate may have. */
export const serverPurposes: readonly string[] = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

const oid = {
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const;
const altNameKinds = new Map<number, SubjectAltName['kind']>([
  [0x82, 'dns'],
  [0x86, 'uri'],
  [0x87, 'ip'],
]);

/** Reads the `[3]` wrapper; undefined = a certificate without extensions. A repeated extension is refused. */
export function readExtensions(wrapper: DerElement | undefined): CertificateExtensions {
  const values = wrapper === undefined ? new Map<string, DerElement>() : extensionValues(wrapper);
  const constraints = values.get(oid.basicConstraints);
  const usage = values.get(oid.keyUsage);
  const names = values.get(oid.subjectAltName);
  const purposes = values.get(oid.extendedKeyUsage);
  return {
    ...readBasicConstraints(constraints),
    keyUsage: usage && readKeyUsage(usage),
    extendedKeyUsage: purposes && childrenOf(expectTag(purposes, derTag.sequence, purposes)).map(readObjectIdentifier),
    subjectAltNames: names && childrenOf(expectTag(names, derTag.sequence, names)).map(readAltName),
  };
}

function extensionValues(wrapper: DerElement): Map<string, DerElement> {
  const values = new Map<string, DerElement>();
  for (const extension of childrenOf(expectTag(unwrap(wrapper), derTag.sequence, wrapper))) {
    const [type, ...rest] = childrenOf(expectTag(extension, derTag.sequence, wrapper));
    const name = readObjectIdentifier(expectTag(type, derTag.objectIdentifier, extension));
    if (values.has(name)) refuseDer('repeated-extension', extension.at);
    // `critical` may stand between the type and the value.
    const value = expectTag(rest.at(-1), derTag.octetString, extension);
    values.set(name, Object.values(oid).some((known) => known === name) ? unwrap(value) : value);
  }
  return values;
}

function readBasicConstraints(constraints: DerElement | undefined) {
  if (constraints === undefined) return { isCa: false, pathLength: undefined };
  const parts = childrenOf(expectTag(constraints, derTag.sequence, constraints));
  // Mbed TLS takes the first part for the flag, a number too: some old authorities wrote one.
  const [flag, limit] = parts;
  return {
    isCa: flag?.content.some((octet) => octet !== 0) ?? false,
    pathLength: limit && readSmallInteger(expectTag(limit, derTag.integer, constraints)),
  };
}

function readKeyUsage(usage: DerElement): number {
  const [, first = 0, second = 0] = expectTag(usage, derTag.bitString, usage).content;
  return first | (second << 8);
}

/**
 * Whether a key may be used in one of the ways asked for (`mbedtls_x509_crt_check_key_usage`). A key that may only
 * encipher or only decipher is refused for everything else, whatever other bits it has.
 */
export function allowsUsage(keyUsage: number | undefined, anyOf: number): boolean {
  if (keyUsage === undefined) return true;
  const { encipherOnly, decipherOnly } = keyUsageBit;
  return (keyUsage & anyOf) !== 0 && (keyUsage & (encipherOnly | decipherOnly)) === 0;
}

function readAltName({ tag, content }: DerElement): SubjectAltName {
  return { kind: altNameKinds.get(tag) ?? 'other', value: content };
}
