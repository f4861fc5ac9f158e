import { createCipheriv, createHash } from 'node:crypto';

/** At flash offset 0 under secure boot v1: a random IV, then the digest of the bootloader (FORMATS §2.4). */
export const digestBlock = { ivLength: 128, digestLength: 64 } as const;
const trailerLength = 68;
const imageUnit = 128;

/**
 * The digest of a bootloader that the ESP32's ROM compares: IV and image, padded with 0xFF, through AES-256 with the key
 * in eFuse BLK2, then SHA-512, each in the chip's byte order.
 */
export function bootloaderDigest(key: Uint8Array, iv: Uint8Array, bootloader: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(iv.length + Math.ceil(bootloader.length / imageUnit) * imageUnit).fill(0xff);
  padded.set(iv);
  padded.set(bootloader, iv.length);
  for (let at = 0; at < padded.length; at += 16) padded.subarray(at, at + 16).reverse();
  const encrypted = Uint8Array.from(createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(padded));
  for (let at = 0; at < encrypted.length; at += 16) encrypted.subarray(at, at + 16).reverse();
  return swapWords(createHash('sha512').update(swapWords(encrypted)).digest());
}

/** The IV and digest that belong at flash offset 0. */
export function encodeDigestBlock(key: Uint8Array, iv: Uint8Array, bootloader: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(digestBlock.ivLength + digestBlock.digestLength);
  block.set(iv);
  block.set(bootloaderDigest(key, iv, bootloader), digestBlock.ivLength);
  return block;
}

/** An image and the 68 bytes of a v1 signature. Their content is not checked by anything here: the boot model wants a block. */
export function signV1(image: Uint8Array): Uint8Array<ArrayBuffer> {
  const signed = new Uint8Array(image.length + trailerLength);
  signed.set(image);
  signed.set(createHash('sha512').update(image).digest(), image.length + 4);
  return signed;
}

function swapWords(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(bytes).swap32());
}
