import { encodeHex } from '../bytes/hex.ts';
import { childrenOf, type DerElement, derTag, expectTag, readObjectIdentifier, refuseDer } from './der.ts';
import { printableText } from './printable-text.ts';

/** One attribute of a name, e.g. CN. */
export interface NameAttribute {
  /** Dotted object identifier. */
  readonly type: string;
  /** ASN.1 tag of the value. */
  readonly tag: number;
  readonly value: Uint8Array;
  /** True where the next attribute belongs to the same RDN. */
  readonly mergedWithNext: boolean;
}

/** A distinguished name: as bytes, as attributes in encoded order, and as text. */
export interface DistinguishedName {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly attributes: readonly NameAttribute[];
  /** Most specific part first, e.g. `CN=ISRG Root X1, O=Internet Security Research Group, C=US`; harmless to print. */
  readonly text: string;
}

export const commonNameType = '2.5.4.3';
const stringTag = { utf8: 0x0c, printable: 0x13, teletex: 0x14, ia5: 0x16, universal: 0x1c, bmp: 0x1e } as const;
const shortNames = new Map([
  [commonNameType, 'CN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);
const maxAttributes = 64;
const utf8 = new TextDecoder('utf-8');
const latin1 = new TextDecoder('latin1');

/** Reads a Name: a SEQUENCE of SETs of attributes. */
export function readName(name: DerElement): DistinguishedName {
  const attributes = childrenOf(name).flatMap(readRdn);
  if (attributes.length > maxAttributes) refuseDer('too-many-attributes', name.at);
  return { der: name.raw, attributes, text: nameText(attributes) };
}

function readRdn(rdn: DerElement): NameAttribute[] {
  const parts = childrenOf(expectTag(rdn, derTag.set, rdn));
  return parts.map((part, index) => {
    const [type, value] = childrenOf(expectTag(part, derTag.sequence, rdn));
    if (value === undefined) refuseDer('truncated', part.at);
    return {
      type: readObjectIdentifier(expectTag(type, derTag.objectIdentifier, part)),
      tag: value.tag,
      value: value.content,
      mergedWithNext: index < parts.length - 1,
    };
  });
}

function nameText(attributes: readonly NameAttribute[]): string {
  const parts = attributes.map(({ type, tag, value }) => `${shortNames.get(type) ?? type}=${valueText(tag, value)}`);
  return parts.reverse().join(', ');
}

function valueText(tag: number, value: Uint8Array): string {
  const text = decodeString(tag, value);
  return text === undefined ? `#${encodeHex(value.subarray(0, 32))}` : printableText(text, ',+"<>;=');
}

function decodeString(tag: number, value: Uint8Array): string | undefined {
  switch (tag) {
    case stringTag.utf8:
      return utf8.decode(value);
    case stringTag.printable:
    case stringTag.teletex:
    case stringTag.ia5:
      return latin1.decode(value);
    case stringTag.bmp:
      return decodeCodeUnits(value, 2);
    case stringTag.universal:
      return decodeCodeUnits(value, 4);
    default:
      return undefined;
  }
}

/** Big-endian code units of 2 or 4 octets; what is no character becomes U+FFFD. */
function decodeCodeUnits(value: Uint8Array, width: 2 | 4): string {
  let text = '';
  for (let at = 0; at + width <= value.length; at += width) {
    const unit = value.subarray(at, at + width).reduce((sum, octet) => sum * 256 + octet, 0);
    text += unit <= 0x10ffff ? String.fromCodePoint(unit) : '\ufffd';
  }
  return text;
}

/**
 * Whether Mbed TLS takes two names for the same (`x509_name_cmp`): the same attributes in the same order and grouping;
 * values equal byte for byte, or both PrintableString or UTF8String and equal but for the case of ASCII letters.
 */
export function isSameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return (
    a.attributes.length === b.attributes.length &&
    a.attributes.every((attribute, index) => {
      const other = b.attributes[index];
      return other !== undefined && isSameAttribute(attribute, other);
    })
  );
}

function isSameAttribute(a: NameAttribute, b: NameAttribute): boolean {
  if (a.type !== b.type || a.mergedWithNext !== b.mergedWithNext || a.value.length !== b.value.length) return false;
  const foldsCase = [a.tag, b.tag].every((tag) => tag === stringTag.utf8 || tag === stringTag.printable);
  if (!foldsCase && a.tag !== b.tag) return false;
  return a.value.every((octet, index) => isSameOctet(octet, b.value[index] ?? -1, foldsCase));
}

function isSameOctet(a: number, b: number, foldsCase: boolean): boolean {
  return a === b || (foldsCase && lowerCase(a) === lowerCase(b));
}

function lowerCase(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}
