import { pow } from '@noble/curves/abstract/modular.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes } from '../../bytes/concat-bytes.ts';

/** The 3072-bit group of RFC 5054, which is RFC 3526's modulus with the generator 5. */
export const groupPrime = BigInt(
  `0x${[
    'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd',
    'ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed',
    'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f',
    '83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b',
    'e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510',
    '15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7',
    'abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c',
    'bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff',
  ].join('')}`,
);
const generator = 5n;
/** Bytes of a padded group element. */
export const groupLength = 384;

/** The formulas of SRP-6a as protocomm has them, with SHA-512 (PROTOCOLS §2.3). */
const hash = (...pieces: readonly Uint8Array[]): Uint8Array => sha512(concatBytes(pieces));
const numberOf = (bytes: Uint8Array): bigint => bytesToNumberBE(bytes);

/** Big-endian, left-padded with zeros to the length of the group. */
export function padded(value: bigint): Uint8Array {
  return numberToBytesBE(value, groupLength);
}

/** Big-endian without leading zeros. */
export function minimal(value: bigint): Uint8Array {
  const bytes = padded(value);
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? new Uint8Array(1) : bytes.subarray(first);
}

/** `g^exponent mod N`. */
export function powerOfGenerator(exponent: bigint): bigint {
  return pow(generator, exponent, groupPrime);
}

/** `x`, from salt, user name and password. */
export function privateKeyOf(salt: Uint8Array, username: Uint8Array, password: Uint8Array): bigint {
  const separator = Uint8Array.of(0x3a);
  return numberOf(hash(salt, hash(username, separator, password)));
}

/** `k`, the same for every unit. */
export const multiplier = numberOf(hash(padded(groupPrime), padded(generator)));

/** `u`, from both public keys. */
export function scramblingOf(clientPublic: bigint, devicePublic: bigint): bigint {
  return numberOf(hash(padded(clientPublic), padded(devicePublic)));
}

/** What the client computes `S` from; all exponents are secret. */
export interface ClientSecrets {
  readonly ephemeral: bigint;
  readonly privateKey: bigint;
}

/** `S = (B − k·g^x)^(a + u·x)`. */
export function clientSecret({ ephemeral, privateKey }: ClientSecrets, devicePublic: bigint, u: bigint): bigint {
  const masked = (multiplier * powerOfGenerator(privateKey)) % groupPrime;
  const base = (devicePublic + groupPrime - masked) % groupPrime;
  return pow(base, ephemeral + u * privateKey, groupPrime);
}

/** `S = (A·v^u)^b`, the device's way to the same value. */
export function deviceSecret(ephemeral: bigint, verifier: bigint, clientPublic: bigint, u: bigint): bigint {
  const base = (clientPublic * pow(verifier, u, groupPrime)) % groupPrime;
  return pow(base, ephemeral, groupPrime);
}

/** `B = k·v + g^b mod N`. */
export function devicePublicOf(ephemeral: bigint, verifier: bigint): bigint {
  return (multiplier * verifier + powerOfGenerator(ephemeral)) % groupPrime;
}

/** `K`, 64 bytes. */
export function sessionKeyOf(secret: bigint): Uint8Array {
  return hash(minimal(secret));
}

/** What the proofs bind together: public keys exactly as they were sent. */
export interface ProofInputs {
  readonly username: Uint8Array;
  readonly salt: Uint8Array;
  readonly clientPublic: Uint8Array;
  readonly devicePublic: Uint8Array;
  readonly sessionKey: Uint8Array;
}

/** `M`, by which the client proves that it knows the password. */
export function clientProofOf({ username, salt, clientPublic, devicePublic, sessionKey }: ProofInputs): Uint8Array {
  const ofGenerator = hash(padded(generator));
  const mixed = hash(padded(groupPrime)).map((byte, index) => byte ^ (ofGenerator[index] ?? 0));
  return hash(mixed, hash(username), salt, clientPublic, devicePublic, sessionKey);
}

/** `HAMK`, by which the device proves that it knows the verifier. */
export function deviceProofOf(clientPublic: Uint8Array, clientProof: Uint8Array, sessionKey: Uint8Array): Uint8Array {
  return hash(clientPublic, clientProof, sessionKey);
}
