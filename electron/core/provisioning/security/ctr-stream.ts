import { ctr } from '@noble/ciphers/aes.js';
import { bytesToNumberBE, numberToBytesBE } from '@noble/curves/utils.js';
import type { SessionCipher } from './session-cipher.ts';

const blockLength = 16;
const counterEnd = 1n << 128n;

/**
 * The record layer of security 1: one AES-256-CTR stream whose position both directions share (PROTOCOLS §2.2). It
 * protects no integrity. `key` has 32 bytes, `initialCounter` 16.
 */
export function ctrStream(key: Uint8Array, initialCounter: Uint8Array): SessionCipher {
  const start = bytesToNumberBE(initialCounter);
  let position = 0;
  const next = (bytes: Uint8Array): Uint8Array => {
    const skipped = position % blockLength;
    const counter = (start + BigInt((position - skipped) / blockLength)) % counterEnd;
    const padded = new Uint8Array(skipped + bytes.length);
    padded.set(bytes, skipped);
    position += bytes.length;
    return ctr(key, numberToBytesBE(counter, blockLength)).encrypt(padded).subarray(skipped);
  };
  return { encrypt: next, decrypt: next };
}
