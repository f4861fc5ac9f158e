import { decodeHex, encodeHex } from '../bytes/hex.ts';
import { childrenOf, derTag, expectTag, parseDer, unwrap } from './der.ts';
import type { SubjectPublicKey } from './public-key.ts';

/** DigestInfo up to the digest (RFC 8017 §9.2), for the hashes that WebCrypto does not have. */
const digestInfo = new Map([
  ['MD5', '3020300c06082a864886f70d020505000410'],
  ['SHA-224', '302d300d06096086480165030402040500041c'],
]);
/** No chip of the family takes more (FORMATS §8.6), and larger exponents are only there to waste time. */
const maxModulusOctets = 1024;
const maxExponent = 0xffffffffn;

/** Whether an RSA signature of PKCS #1 v1.5 is over this digest. */
export function verifyRsaDigest(
  key: SubjectPublicKey,
  signature: Uint8Array,
  hash: string,
  digest: Uint8Array,
): boolean {
  const prefix = digestInfo.get(hash);
  const numbers = readRsaNumbers(key);
  if (prefix === undefined || numbers === undefined) return false;
  const { modulus, exponent, octets } = numbers;
  const value = numberOf(signature);
  if (signature.length !== octets || value >= modulus) return false;
  const info = [...decodeHex(prefix), ...digest];
  const padding = octets - info.length - 3;
  if (padding < 8) return false;
  const expected = Uint8Array.from([0, 1, ...new Array<number>(padding).fill(0xff), 0, ...info]);
  return power(value, exponent, modulus) === numberOf(expected);
}

function readRsaNumbers(key: SubjectPublicKey) {
  const numbers = parseDer(key.der, 'key', (info) => {
    const bits = expectTag(childrenOf(info)[1], derTag.bitString, info);
    return childrenOf(unwrap(bits, 1)).map(({ content }) => numberOf(content.subarray(0, maxModulusOctets + 1)));
  });
  const [modulus = 0n, exponent = 0n] = numbers.ok ? numbers.value : [];
  if (modulus === 0n || exponent > maxExponent) return undefined;
  return { modulus, exponent, octets: Math.ceil(key.bits / 8) };
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${encodeHex(bytes) || '0'}`);
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
