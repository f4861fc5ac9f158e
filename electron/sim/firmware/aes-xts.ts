import { createCipheriv } from 'node:crypto';

const blockLength = 16;

/**
 * XTS-AES-256 (IEEE 1619) over whole blocks, from AES alone: the crypto library within Electron (BoringSSL) offers Node no
 * XTS. `key` is data key ‖ tweak key, 64 bytes; `tweak` is 16 bytes.
 */
export function encryptXts(key: Uint8Array, tweak: Uint8Array, data: Uint8Array): Uint8Array {
  let mask = encryptBlocks(key.subarray(32), tweak);
  const masks = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += blockLength) {
    masks.set(mask, at);
    mask = timesX(mask);
  }
  return xor(encryptBlocks(key.subarray(0, 32), xor(data, masks)), masks);
}

function encryptBlocks(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(data);
}

/** Multiplication by x in GF(2^128), least significant byte first; the polynomial is x^128 + x^7 + x^2 + x + 1. */
function timesX(mask: Uint8Array): Uint8Array {
  const carry = (mask[blockLength - 1] ?? 0) >> 7;
  const doubled = mask.map((byte, index) => (byte << 1) | ((mask[index - 1] ?? 0) >> 7));
  doubled[0] = (doubled[0] ?? 0) ^ (carry * 0x87);
  return doubled;
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array {
  return left.map((byte, index) => byte ^ (right[index] ?? 0));
}
