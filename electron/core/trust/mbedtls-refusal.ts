import { sameBytes } from '../bytes/byte-view.ts';
import { encodeHex } from '../bytes/hex.ts';
import {
  type Asn1Cursor,
  asn1Code,
  enter,
  enterLength,
  enterOctetAligned,
  expectEnd,
  isNext,
  readInt,
  refusalCode,
  refuse,
  take,
  takeContent,
} from './asn1-cursor.ts';
import { readMbedTlsExtensions } from './mbedtls-extensions.ts';
import { checkMbedTlsKey } from './mbedtls-key.ts';
import { readMbedTlsName, x509Code } from './mbedtls-name.ts';
import type { ParseRules } from './mbedtls-profile.ts';
import { signatureKindOf } from './signature-algorithm.ts';

/**
 * The code with which Mbed TLS refuses to parse a certificate, positive; undefined where it parses it. The steps and
 * their order are those of `mbedtls_x509_crt_parse_der`, because the first thing that is wrong gives the code.
 */
export function mbedTlsRefusal(der: Uint8Array<ArrayBuffer>, rules: ParseRules): number | undefined {
  return refusalCode(() => readWhole({ bytes: der, at: 0, end: der.length }, rules));
}

function readWhole(file: Asn1Cursor, rules: ParseRules): void {
  if (refusalCode(() => enter({ ...file }, 0x30, 0)) !== undefined) refuse(x509Code.invalidFormat);
  const whole = take(file, 0x30, 0);
  const signed = readSigned(take(whole, 0x30, x509Code.invalidFormat), rules);
  const outer = readAlgorithm(whole);
  if (!isSameAlgorithm(signed, outer, rules)) refuse(x509Code.signatureMismatch);
  takeContent(whole, enterOctetAligned(whole, x509Code.invalidSignature, rules.takesNoBits));
  expectEnd(whole, x509Code.invalidFormat);
}

interface Algorithm {
  readonly type: Uint8Array;
  /** Tag and content; no tag where there are none. */
  readonly tag: number;
  readonly parameters: Uint8Array;
}

/** Reads what is signed and gives the algorithm that it names. */
function readSigned(tbs: Asn1Cursor, rules: ParseRules): Algorithm {
  const version = readVersion(tbs, rules);
  readSerial(tbs);
  const algorithm = readAlgorithm(tbs);
  if (version > 2) refuse(x509Code.unknownVersion);
  checkSignatureAlgorithm(algorithm);
  readMbedTlsName(take(tbs, 0x30, x509Code.invalidFormat), rules);
  readValidity(tbs);
  const subject = take(tbs, 0x30, x509Code.invalidFormat);
  if (subject.at < subject.end) readMbedTlsName(subject, rules);
  checkMbedTlsKey(tbs, rules);
  if (version > 0) for (const tag of [0xa1, 0xa2]) skipUniqueId(tbs, tag, rules);
  if (version === 2) readMbedTlsExtensions(tbs, rules);
  expectEnd(tbs, x509Code.invalidFormat);
  return algorithm;
}

function readVersion(tbs: Asn1Cursor, { strictNesting }: ParseRules): number {
  const layer = strictNesting ? x509Code.invalidFormat : 0;
  if (!isNext(tbs, 0xa0, layer)) return 0;
  const wrapper = take(tbs, 0xa0, layer);
  const version = readInt(wrapper, x509Code.invalidVersion);
  expectEnd(wrapper, x509Code.invalidVersion);
  return version;
}

function readSerial(tbs: Asn1Cursor): void {
  const tag = isNext(tbs, 0x82, x509Code.invalidSerial) ? 0x82 : 0x02;
  take(tbs, tag, x509Code.invalidSerial);
}

/** AlgorithmIdentifier (`mbedtls_asn1_get_alg`). */
function readAlgorithm(from: Asn1Cursor): Algorithm {
  const layer = x509Code.invalidAlgorithm;
  const algorithm = take(from, 0x30, layer);
  const type = bytesOf(take(algorithm, 0x06, layer));
  if (algorithm.at === algorithm.end) return { type, tag: 0, parameters: type.subarray(0, 0) };
  const tag = algorithm.bytes[algorithm.at++] ?? 0;
  const parameters = bytesOf(takeContent(algorithm, enterLength(algorithm, layer)));
  expectEnd(algorithm, layer);
  return { type, tag, parameters };
}

function bytesOf({ bytes, at, end }: Asn1Cursor): Uint8Array {
  return bytes.subarray(at, end);
}

/** Of unknown kinds and of parameters where there may be none; those of RSASSA-PSS are left to the path search. */
function checkSignatureAlgorithm({ type, tag, parameters }: Algorithm): void {
  const kind = signatureKindOf(encodeHex(type));
  if (kind === undefined) refuse(x509Code.unknownSignature);
  if (kind === 'RSA-PSS') {
    if (tag !== 0x30) refuse(x509Code.invalidAlgorithm + asn1Code.unexpectedTag);
  } else if (![0, 0x05].includes(tag) || parameters.length > 0) {
    refuse(x509Code.invalidAlgorithm);
  }
}

function isSameAlgorithm(a: Algorithm, b: Algorithm, { strictNesting }: ParseRules): boolean {
  return sameBytes(a.type, b.type) && sameBytes(a.parameters, b.parameters) && (!strictNesting || a.tag === b.tag);
}

function readValidity(tbs: Asn1Cursor): void {
  const validity = take(tbs, 0x30, x509Code.invalidDate);
  for (let i = 0; i < 2; i++) readTime(validity);
  expectEnd(validity, x509Code.invalidDate);
}

const yearDigits = new Map([
  [0x17, 2],
  [0x18, 4],
]);

function readTime(validity: Asn1Cursor): void {
  const layer = x509Code.invalidDate;
  const tag = validity.at < validity.end ? validity.bytes[validity.at] : refuse(layer + asn1Code.outOfData);
  const digits = yearDigits.get(tag ?? 0) ?? refuse(layer + asn1Code.unexpectedTag);
  const text = String.fromCharCode(...bytesOf(take(validity, tag ?? 0, layer)));
  const match = new RegExp(`^(\\d{${digits}})(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)Z?$`).exec(text);
  if (match === null || !isDate(match.slice(1).map(Number), digits)) refuse(layer);
}

function isDate([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[], digits: number): boolean {
  const full = digits === 4 ? year : year + (year < 50 ? 2000 : 1900);
  const date = new Date(0);
  date.setUTCFullYear(full, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
}

function skipUniqueId(tbs: Asn1Cursor, tag: number, { strictNesting }: ParseRules): void {
  const layer = strictNesting ? x509Code.invalidFormat : 0;
  if (tbs.at < tbs.end && isNext(tbs, tag, layer)) take(tbs, tag, layer);
}
