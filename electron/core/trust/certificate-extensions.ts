import { encodeHex } from '../bytes/hex.ts';
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
  readonly subjectAltNames: readonly SubjectAltName[] | undefined;
  /** Object identifiers as the hexadecimal of their content octets; undefined = for anything. */
  readonly extendedKeyUsage: readonly string[] | undefined;
}

/** keyCertSign as Mbed TLS numbers it: the first octet of the bit string. */
export const keyUsageBit = { keyCertSign: 0x04 } as const;

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
    subjectAltNames: names && childrenOf(expectTag(names, derTag.sequence, names)).map(readAltName),
    extendedKeyUsage: purposes && readPurposes(purposes),
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
  const flag = parts[0]?.tag === derTag.boolean ? parts.shift() : undefined;
  const [limit] = parts;
  return {
    isCa: flag?.content.some((octet) => octet !== 0) ?? false,
    pathLength: limit && readSmallInteger(expectTag(limit, derTag.integer, constraints)),
  };
}

function readKeyUsage(usage: DerElement): number {
  const { content, at } = expectTag(usage, derTag.bitString, usage);
  return content[1] ?? refuseDer('bad-key-usage', at);
}

function readPurposes(purposes: DerElement): string[] {
  const identifiers = childrenOf(expectTag(purposes, derTag.sequence, purposes));
  return identifiers.map((purpose) => encodeHex(expectTag(purpose, derTag.objectIdentifier, purposes).content));
}

function readAltName({ tag, content }: DerElement): SubjectAltName {
  return { kind: altNameKinds.get(tag) ?? 'other', value: content };
}
