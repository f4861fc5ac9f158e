import { checkPrimeSync } from 'node:crypto';
import { shake256 } from '@noble/hashes/sha3.js';

/** An RSA key as numbers; e is 65537. */
export interface RsaNumbers {
  readonly n: bigint;
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
}

/** The public exponent of every key here. */
export const rsaExponent = 65537n;

/**
 * The RSA key of a seed: the same in every process, so that virtual units, their servers and their releases fit together
 * without a key ever being stored. Its primes follow from a public text: it protects nothing.
 */
export function seededRsaKey(seed: string, bits: 2048 | 3072): RsaNumbers {
  const p = seededPrime(`${seed}/p`, bits / 2);
  const q = seededPrime(`${seed}/q`, bits / 2);
  return { n: p * q, d: inverse(rsaExponent, (p - 1n) * (q - 1n)), p, q };
}

/** The key as a JSON Web Key (RFC 7518 §6.3). */
export function rsaJwk({ n, d, p, q }: RsaNumbers) {
  const parts = { n, e: rsaExponent, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const encoded = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, base64Url(value)]));
  return { kty: 'RSA', ...encoded };
}

/** The first prime from a seeded start whose two top bits are set, so that a product of two has the full length. */
function seededPrime(seed: string, bits: number): bigint {
  // Not by node:crypto: the library within Electron (BoringSSL) knows no SHAKE.
  const bytes = Buffer.from(shake256(Buffer.from(seed), { dkLen: bits / 8 })).toString('hex');
  let candidate = BigInt(`0x${bytes}`) | (3n << BigInt(bits - 2)) | 1n;
  while ((candidate - 1n) % rsaExponent === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

/** Extended Euclid: the inverse of `value` modulo `modulus`, which are coprime. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a % b, y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

function base64Url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
