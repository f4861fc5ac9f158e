import { gcm } from '@noble/ciphers/aes.js';
import { viewOf } from '../../bytes/byte-view.ts';
import type { SessionCipher } from './session-cipher.ts';

/** What `proto-ver` tells as `sec_patch_ver`: whether the IV counts. */
export type SecurityPatch = 0 | 1;

export const nonceLength = 12;
const counterAt = 8;

/**
 * The record layer of security 2: AES-256-GCM without associated data, the tag behind the ciphertext. With patch 1 the last
 * four bytes of the IV are a big-endian counter that both directions share; with patch 0 the IV stays (PROTOCOLS §2.3).
 */
export function gcmRecords(key: Uint8Array, deviceNonce: Uint8Array, patch: SecurityPatch): SessionCipher {
  if (deviceNonce.length !== nonceLength) throw new RangeError('a nonce has 12 bytes');
  const iv = new Uint8Array(deviceNonce);
  const step = () => {
    if (patch === 0) return;
    const view = viewOf(iv);
    const counter = view.getUint32(counterAt) + 1;
    if (counter > 0xffffffff) throw new RangeError('the counter of the session is used up');
    view.setUint32(counterAt, counter);
  };
  return {
    encrypt: (plain) => {
      const bytes = gcm(key, iv.slice()).encrypt(plain);
      step();
      return bytes;
    },
    decrypt: (bytes) => {
      const plain = gcm(key, iv.slice()).decrypt(bytes);
      step();
      return plain;
    },
  };
}
