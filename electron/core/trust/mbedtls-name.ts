import { type Asn1Cursor, asn1Code, enter, enterLength, expectEnd, refuse, take, takeContent } from './asn1-cursor.ts';
import type { ParseRules } from './mbedtls-profile.ts';

/** MBEDTLS_ERR_X509_* and the numbers of its neighbours that refuse a certificate, positive. */
export const x509Code = {
  featureUnavailable: 0x2080,
  invalidFormat: 0x2180,
  invalidVersion: 0x2200,
  invalidSerial: 0x2280,
  invalidAlgorithm: 0x2300,
  invalidName: 0x2380,
  invalidDate: 0x2400,
  invalidSignature: 0x2480,
  invalidExtensions: 0x2500,
  unknownVersion: 0x2580,
  /** MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG with MBEDTLS_ERR_OID_NOT_FOUND: a handshake passes over such a certificate. */
  unknownSignature: 0x262e,
  signatureMismatch: 0x2680,
  badInput: 0x2800,
} as const;

/** BMPString, UTF8String, T61String, PrintableString, IA5String, UniversalString and BIT STRING. */
const valueTags: readonly number[] = [0x1e, 0x0c, 0x14, 0x13, 0x16, 0x1c, 0x03];
const layer = x509Code.invalidName;

/** Reads the content of a Name as Mbed TLS does (`mbedtls_x509_get_name`): at least one attribute, strings only. */
export function readMbedTlsName(name: Asn1Cursor, rules: ParseRules): void {
  do {
    const set = take(name, 0x31, layer);
    do readAttribute(set, rules);
    while (set.at < set.end);
  } while (name.at < name.end);
}

/** Before 2.16 the length of an attribute is not looked at: its parts follow each other in the set. */
function readAttribute(set: Asn1Cursor, { strictNesting }: ParseRules): void {
  const length = enter(set, 0x30, layer);
  const attribute = strictNesting ? takeContent(set, length) : set;
  if (attribute.at === attribute.end) refuse(layer + asn1Code.outOfData);
  take(attribute, 0x06, layer);
  const tag = attribute.bytes[attribute.at];
  if (tag === undefined || attribute.at === attribute.end) refuse(layer + asn1Code.outOfData);
  if (!valueTags.includes(tag)) refuse(layer + asn1Code.unexpectedTag);
  attribute.at++;
  takeContent(attribute, enterLength(attribute, layer));
  if (strictNesting) expectEnd(attribute, layer);
}
