import { createCipheriv, createDecipheriv } from 'node:crypto';
import { viewOf } from '../../core/bytes/byte-view.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import type { Fuses } from './fuses.ts';

/** Turns what the CPU sees into what stands in flash, and back. Offsets and lengths are multiples of 32 (ESP32) or 128. */
export interface FlashCipher {
  encrypt(offset: number, plain: Uint8Array): Uint8Array<ArrayBuffer>;
  decrypt(offset: number, stored: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** The cipher of a chip whose flash encryption is on; undefined where it is off. The key is the eFuse block's bytes as they stand. */
export function flashCipher(fuses: Fuses, chip: ChipFamily): FlashCipher | undefined {
  if (!fuses.flashEncryption) return undefined;
  const { key, tweaked } = fuses.flashEncryption;
  return chip === 'ESP32' ? esp32Cipher(key, tweaked) : xtsCipher(key);
}

/** Makes a cipher from what it does to one unit of data. */
function inUnits(unit: number, apply: (offset: number, data: Uint8Array) => Uint8Array) {
  return (offset: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
    const padded = new Uint8Array(Math.ceil(bytes.length / unit) * unit).fill(0xff);
    padded.set(bytes);
    for (let at = 0; at < padded.length; at += unit) {
      padded.set(apply(offset + at, padded.subarray(at, at + unit)), at);
    }
    return padded;
  };
}

/** XTS-AES-128 as in every chip but the ESP32: units of 128 bytes in reverse order, the tweak their flash offset. */
function xtsCipher(key: Uint8Array): FlashCipher {
  const run = (create: typeof createCipheriv | typeof createDecipheriv) => (offset: number, data: Uint8Array) => {
    const tweak = new Uint8Array(16);
    viewOf(tweak).setUint32(0, offset, true);
    return create('aes-128-xts', key, tweak).update(data.toReversed()).reverse();
  };
  return { encrypt: inUnits(128, run(createCipheriv)), decrypt: inUnits(128, run(createDecipheriv)) };
}

/**
 * The ESP32's own scheme: AES-256 with its directions swapped, on 16-byte blocks in reverse order, the key changed by
 * the flash offset every 32 bytes. With FLASH_CRYPT_CONFIG 0 this is the silicon's cipher bit for bit; otherwise the
 * offset goes into the key in an order of ours, which nobody outside the simulation can tell from the real one.
 */
function esp32Cipher(key: Uint8Array, tweaked: boolean): FlashCipher {
  const run = (create: typeof createCipheriv | typeof createDecipheriv) => (offset: number, data: Uint8Array) => {
    const cipher = create('aes-256-ecb', tweaked ? tweakKey(key, offset) : key, null).setAutoPadding(false);
    const output = new Uint8Array(data.length);
    for (let at = 0; at < data.length; at += 16) {
      output.set(cipher.update(data.slice(at, at + 16).reverse()).reverse(), at);
    }
    return output;
  };
  return { encrypt: inUnits(32, run(createDecipheriv)), decrypt: inUnits(32, run(createCipheriv)) };
}

/** Bits 5 to 23 of the offset, over all words of the key. */
function tweakKey(key: Uint8Array, offset: number): Uint8Array {
  const tweakedKey = key.slice();
  const view = viewOf(tweakedKey);
  for (let at = 0; at < key.length; at += 4) view.setUint32(at, view.getUint32(at) ^ ((offset & 0xffffe0) << 8));
  return tweakedKey;
}
