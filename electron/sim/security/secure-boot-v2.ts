import { constants, createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { viewOf } from '../../core/bytes/byte-view.ts';
import { crc32Zlib } from '../../core/bytes/crc32.ts';
import { parseAppImage } from '../../core/formats/app-image.ts';
import { inverse, type RsaNumbers, rsaExponent, rsaJwk, seededRsaKey } from '../firmware/rsa-keys.ts';

const sectorLength = 0x1000;
const modulusLength = 384;
/** Where the fields of an RSA block stand (FORMATS §2.5). */
const field = { digest: 4, modulus: 36, exponent: 420, r: 424, mPrime: 808, signature: 812, crc: 1196 } as const;
const blockLength = 1216;
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };

let cachedKey: RsaNumbers | undefined;

/** The key with which project-built secure units are signed; the same in every process, secret to nobody. */
export function testSigningKey(): RsaNumbers {
  cachedKey ??= seededRsaKey('secure boot v2 test key', 3072);
  return cachedKey;
}

/** What an eFuse digest block holds for a key: SHA-256 of its numbers as they stand in a signature block. 32 bytes. */
export function keyDigest(key: RsaNumbers): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(encodeKey(key)).digest());
}

/** The image, padded to a sector, and its signature sector. The salt is random: two signatures differ. */
export function signV2(image: Uint8Array, key: RsaNumbers): Uint8Array<ArrayBuffer> {
  const paddedLength = Math.ceil(image.length / sectorLength) * sectorLength;
  const signed = new Uint8Array(paddedLength + sectorLength).fill(0xff);
  signed.set(image);
  signed.set(encodeBlock(signed.subarray(0, paddedLength), key), paddedLength);
  return signed;
}

function encodeBlock(image: Uint8Array, key: RsaNumbers): Uint8Array {
  const block = new Uint8Array(blockLength);
  block.set([0xe7, 0x02]);
  block.set(createHash('sha256').update(image).digest(), field.digest);
  block.set(encodeKey(key), field.modulus);
  const privateKey = createPrivateKey({ key: rsaJwk(key), format: 'jwk' });
  block.set(sign('sha256', image, { key: privateKey, ...pss }).reverse(), field.signature);
  viewOf(block).setUint32(field.crc, crc32Zlib(block.subarray(0, field.crc)), true);
  return block;
}

/** Modulus, exponent and the two numbers that Montgomery multiplication needs, little-endian. */
function encodeKey({ n }: RsaNumbers): Uint8Array {
  const bytes = new Uint8Array(field.signature - field.modulus);
  const view = viewOf(bytes);
  bytes.set(littleEndian(n), 0);
  view.setUint32(field.exponent - field.modulus, Number(rsaExponent), true);
  bytes.set(littleEndian((1n << BigInt(modulusLength * 16)) % n), field.r - field.modulus);
  const word = 1n << 32n;
  view.setUint32(field.mPrime - field.modulus, Number(word - inverse(n % word, word)), true);
  return bytes;
}

function littleEndian(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(modulusLength * 2, '0'), 'hex').reverse();
}

/**
 * Whether a chip that accepts these key digests would run the image at the start of the bytes: an RSA block of an
 * accepted key whose digest and signature hold.
 */
export function verifyV2(bytes: Uint8Array, acceptedDigests: readonly string[]): boolean {
  const image = parseAppImage(bytes);
  if (!image.ok) return false;
  return image.value.signatures.some(({ scheme, offset, keyDigest: digest, imageDigestValid }) => {
    if (scheme !== 'v2-rsa' || !imageDigestValid || digest === undefined || !acceptedDigests.includes(digest))
      return false;
    return isSignatureValid(bytes, offset);
  });
}

function isSignatureValid(bytes: Uint8Array, blockOffset: number): boolean {
  const block = bytes.subarray(blockOffset, blockOffset + blockLength);
  const modulus = Buffer.from(block.slice(field.modulus, field.modulus + modulusLength).reverse());
  const key = createPublicKey({
    key: { kty: 'RSA', n: modulus.toString('base64url'), e: Buffer.from([1, 0, 1]).toString('base64url') },
    format: 'jwk',
  });
  const signature = block.slice(field.signature, field.signature + modulusLength).reverse();
  const signed = bytes.subarray(0, Math.floor(blockOffset / sectorLength) * sectorLength);
  return verify('sha256', signed, { key, ...pss }, signature);
}
