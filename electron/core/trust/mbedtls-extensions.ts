import { encodeHex } from '../bytes/hex.ts';
import {
  type Asn1Cursor,
  asn1Code,
  enter,
  enterLength,
  expectEnd,
  isNext,
  maxInt,
  readBitString,
  readBoolean,
  readInt,
  refuse,
  take,
  takeContent,
} from './asn1-cursor.ts';
import { readMbedTlsName, x509Code } from './mbedtls-name.ts';
import type { ParseRules } from './mbedtls-profile.ts';

type ExtensionReader = (value: Asn1Cursor, rules: ParseRules, critical: boolean) => void;

const layer = x509Code.invalidExtensions;

/** Readers by the content octets of the extension's object identifier, each with the rule that switches it on. */
const readers = new Map<string, readonly [ExtensionReader, keyof ParseRules | undefined]>([
  ['551d13', [readBasicConstraints, undefined]],
  ['551d0f', [readBitFlags, undefined]],
  ['551d25', [readExtendedKeyUsage, undefined]],
  ['551d11', [readSubjectAltName, undefined]],
  ['6086480186f8420101', [readNetscapeType, undefined]],
  ['551d20', [readPolicies, 'readsPolicies']],
  ['551d0e', [readSubjectKeyId, 'readsKeyIds']],
  ['551d23', [readAuthorityKeyId, 'readsKeyIds']],
]);

/**
 * Reads the extensions of a certificate of version 3 as Mbed TLS does (`x509_get_crt_ext`), for what it refuses in them;
 * the cursor stands behind the unique identifiers and ends where the signed part ends. No ESP-IDF is built by default to
 * let unknown critical extensions pass.
 */
export function readMbedTlsExtensions(cursor: Asn1Cursor, rules: ParseRules): void {
  if (cursor.at === cursor.end) return;
  if (!rules.strictNesting && !isNext(cursor, 0xa3, layer)) return;
  const wrapper = take(cursor, 0xa3, rules.strictNesting ? layer : 0);
  const inner = take(wrapper, 0x30, layer);
  expectEnd(wrapper, layer);
  // Before 2.16 whatever follows in the signed part is read as one more extension.
  const list = rules.strictNesting ? inner : { ...inner, end: cursor.end };
  const seen = new Set<string>();
  while (list.at < list.end) readExtension(list, rules, seen);
}

function readExtension(list: Asn1Cursor, rules: ParseRules, seen: Set<string>): void {
  const extension = take(list, 0x30, layer);
  const type = take(extension, 0x06, layer);
  const critical = isNext(extension, 0x01, layer) && readBoolean(extension, layer);
  const value = take(extension, 0x04, layer);
  expectEnd(extension, layer);
  const name = encodeHex(type.bytes.subarray(type.at, type.end));
  const [reader, rule] = readers.get(name) ?? [];
  if (reader === undefined || (rule !== undefined && !rules[rule])) {
    if (critical) refuse(layer + asn1Code.unexpectedTag);
    return;
  }
  if (seen.has(name)) refuse(layer);
  seen.add(name);
  reader(value, rules, critical);
}

function readBasicConstraints(value: Asn1Cursor, { refusesEndlessPath }: ParseRules): void {
  enter(value, 0x30, layer);
  if (value.at === value.end) return;
  if (isNext(value, 0x01, layer)) readBoolean(value, layer);
  else readInt(value, layer); // some old authorities write the flag as a number
  if (value.at === value.end) return;
  const length = readInt(value, layer);
  expectEnd(value, layer);
  if (refusesEndlessPath && length === maxInt) refuse(layer + asn1Code.invalidLength);
}

/** keyUsage: any number of octets, but none only for builds that take it as `no usage`. */
function readBitFlags(value: Asn1Cursor, { takesNoFlags }: ParseRules): number {
  const octets = readBitString(value, layer);
  return octets > 0 || takesNoFlags ? octets : refuse(layer + asn1Code.invalidLength);
}

function readNetscapeType(value: Asn1Cursor, rules: ParseRules): void {
  if (readBitFlags(value, rules) > 1) refuse(layer + asn1Code.invalidLength);
}

function readExtendedKeyUsage(value: Asn1Cursor): void {
  const purposes = enterWhole(value);
  if (purposes === 0) refuse(layer + asn1Code.invalidLength);
  while (value.at < value.end) take(value, 0x06, layer);
}

/** Enters a SEQUENCE that must fill its place. */
function enterWhole(value: Asn1Cursor): number {
  const length = enter(value, 0x30, layer);
  return value.at + length === value.end ? length : refuse(layer + asn1Code.lengthMismatch);
}

function readSubjectAltName(value: Asn1Cursor, rules: ParseRules): void {
  enterWhole(value);
  readGeneralNames(value, rules);
}

function readGeneralNames(names: Asn1Cursor, rules: ParseRules): void {
  while (names.at < names.end) {
    const tag = names.bytes[names.at++] ?? 0;
    const length = enterLength(names, layer);
    if ((tag & 0xc0) !== 0x80) refuse(layer + asn1Code.unexpectedTag);
    checkGeneralName(tag & 0x1f, takeContent(names, length), rules);
  }
}

function checkGeneralName(kind: number, name: Asn1Cursor, rules: ParseRules): void {
  if (kind === 0 && rules.readsOtherNames) readOtherName(name);
  if (!rules.readsAllNames) return;
  if (kind === 7 && ![4, 16].includes(name.end - name.at)) refuse(x509Code.badInput);
  if (kind === 4) readMbedTlsName(take(name, 0x30, 0), rules);
}

/** otherName: only the name of a hardware module (RFC 4108) is looked into. */
function readOtherName(name: Asn1Cursor): void {
  const type = take(name, 0x06, layer);
  if (encodeHex(type.bytes.subarray(type.at, type.end)) !== '2b06010505070804') return;
  const wrapper = take(name, 0xa0, layer);
  expectEnd(name, layer);
  const module = take(wrapper, 0x30, layer);
  expectEnd(wrapper, layer);
  take(module, 0x06, layer);
  take(module, 0x04, layer);
  expectEnd(module, layer);
}

/** certificatePolicies: a policy other than anyPolicy is passed over unless the extension is critical. */
function readPolicies(value: Asn1Cursor, _rules: ParseRules, critical: boolean): void {
  if (enterWhole(value) === 0) refuse(layer + asn1Code.lengthMismatch);
  let understood = true;
  while (value.at < value.end) {
    const policy = take(value, 0x30, layer);
    const type = take(policy, 0x06, layer);
    understood &&= encodeHex(type.bytes.subarray(type.at, type.end)) === '551d2000';
    if (policy.at < policy.end) take(policy, 0x30, layer);
    expectEnd(policy, layer);
  }
  if (critical && !understood) refuse(x509Code.featureUnavailable);
}

function readSubjectKeyId(value: Asn1Cursor): void {
  take(value, 0x04, layer);
  expectEnd(value, layer);
}

/**
 * authorityKeyIdentifier: every part of it is optional (RFC 5280 §4.2.1.1), yet Mbed TLS reads the first tag without
 * asking whether there is one, and so refuses the empty SEQUENCE that a few authorities of 2004 wrote. An issuer must be
 * followed by a serial number.
 */
function readAuthorityKeyId(value: Asn1Cursor, rules: ParseRules): void {
  enterWhole(value);
  if (isNext(value, 0x80, layer)) take(value, 0x80, layer);
  if (value.at === value.end) return;
  readGeneralNames(take(value, 0xa1, layer), rules);
  take(value, 0x82, layer);
  expectEnd(value, layer);
}
