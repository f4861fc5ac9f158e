import { encodeHex } from '../bytes/hex.ts';
import {
  type Asn1Cursor,
  asn1Code,
  enter,
  enterLength,
  enterOctetAligned,
  expectEnd,
  refuse,
  take,
  takeContent,
} from './asn1-cursor.ts';
import type { ParseRules } from './mbedtls-profile.ts';

/** MBEDTLS_ERR_PK_*, positive. */
const pkCode = {
  unknownCurve: 0x3a00,
  invalidAlgorithm: 0x3a80,
  invalidKey: 0x3b00,
  unknownKind: 0x3c80,
  invalidFormat: 0x3d00,
} as const;

const rsaEncryption = '2a864886f70d010101';
const ecPublicKey = '2a8648ce3d0201';
/** Content octets of the curves that every ESP-IDF has switched on by default (Kconfig, `MBEDTLS_ECP_DP_*`). */
const curves: readonly string[] = [
  '2a8648ce3d030101', // P-192
  '2b81040021', // P-224
  '2a8648ce3d030107', // P-256
  '2b81040022', // P-384
  '2b81040023', // P-521
  '2b8104001f', // secp192k1
  '2b81040020', // secp224k1
  '2b8104000a', // secp256k1
  '2b2403030208010107', // brainpoolP256r1
  '2b240303020801010b', // brainpoolP384r1
  '2b240303020801010d', // brainpoolP512r1
];

/**
 * Reads a SubjectPublicKeyInfo for what Mbed TLS refuses in it (`mbedtls_pk_parse_subpubkey`). That a point lies on its
 * curve is not computed here.
 */
export function checkMbedTlsKey(from: Asn1Cursor, { takesNoBits }: ParseRules): void {
  const info = take(from, 0x30, pkCode.invalidFormat);
  const algorithm = take(info, 0x30, pkCode.invalidAlgorithm);
  const type = hexOf(take(algorithm, 0x06, pkCode.invalidAlgorithm));
  const parameters = readParameters(algorithm);
  if (type !== rsaEncryption && type !== ecPublicKey) refuse(pkCode.unknownKind);
  if (type === rsaEncryption && !isAbsentOrNull(parameters)) refuse(pkCode.invalidAlgorithm);
  const length = enterOctetAligned(info, pkCode.invalidKey, takesNoBits);
  if (info.at + length !== info.end) refuse(pkCode.invalidKey + asn1Code.lengthMismatch);
  if (type === rsaEncryption) checkRsaKey(info);
  else checkCurve(parameters);
}

interface Parameters {
  readonly tag: number;
  /** Octets of the content, hexadecimal. */
  readonly content: string;
}

/** NULL, or what Mbed TLS cannot tell from nothing: a tag of 0. */
function isAbsentOrNull(parameters: Parameters | undefined): boolean {
  return parameters === undefined || ([0, 0x05].includes(parameters.tag) && parameters.content === '');
}

function readParameters(algorithm: Asn1Cursor): Parameters | undefined {
  if (algorithm.at === algorithm.end) return undefined;
  const tag = algorithm.bytes[algorithm.at++] ?? 0;
  const content = takeContent(algorithm, enterLength(algorithm, pkCode.invalidAlgorithm));
  expectEnd(algorithm, pkCode.invalidAlgorithm);
  return { tag, content: hexOf(content) };
}

function checkRsaKey(key: Asn1Cursor): void {
  const layer = pkCode.invalidKey;
  const length = enter(key, 0x30, layer);
  if (key.at + length !== key.end) refuse(layer + asn1Code.lengthMismatch);
  take(key, 0x02, layer);
  take(key, 0x02, layer);
  expectEnd(key, layer);
}

/** Explicit parameters begin with a version, and are taken where they are those of a known curve: not compared here. */
function checkCurve(parameters: Parameters | undefined): void {
  if (parameters === undefined) refuse(pkCode.invalidFormat + asn1Code.unexpectedTag);
  if (parameters.tag === 0x30 && parameters.content.startsWith('02')) return;
  if (parameters.tag !== 0x06) refuse(pkCode.invalidFormat + asn1Code.unexpectedTag);
  if (!curves.includes(parameters.content)) refuse(pkCode.unknownCurve);
}

function hexOf({ bytes, at, end }: Asn1Cursor): string {
  return encodeHex(bytes.subarray(at, end));
}
