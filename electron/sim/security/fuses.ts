import { viewOf } from '../../core/bytes/byte-view.ts';
import { encodeHex } from '../../core/bytes/hex.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';

/** What the eFuses say, as ROM and bootloader go by it (FORMATS §9.1, §9.2). */
export interface Fuses {
  /** Wafer revision, `major * 100 + minor`. */
  readonly revision: number;
  /** Undefined while flash encryption is off. `tweaked`: FLASH_CRYPT_CONFIG of the ESP32 is not 0. */
  readonly flashEncryption: { readonly key: Uint8Array; readonly tweaked: boolean } | undefined;
  readonly secureBoot: 'none' | 'v1' | 'v2';
  /** Key of secure boot v1, with which the ROM computes the bootloader's digest. */
  readonly secureBootKey: Uint8Array;
  /** Key digests that secure boot v2 accepts, hexadecimal; revoked ones are not among them. */
  readonly keyDigests: readonly string[];
  /** Images with a smaller secure version do not boot where the bootloader looks. */
  readonly secureVersion: number;
}

/** Reads an eFuse image: 124 bytes for the ESP32, 336 for the ESP32-C3, the true key words in it. */
export function readFuses(efuse: Uint8Array, chip: ChipFamily): Fuses {
  return chip === 'ESP32' ? readEsp32(efuse) : readEsp32c3(efuse);
}

/** Where the blocks that hold keys and digests begin in the images. */
export const keyBlocks = {
  ESP32: { flashEncryption: 28, secureBoot: 60 },
  'ESP32-C3': { key0: 112 },
} as const;
const keyLength = 32;

function readEsp32(efuse: Uint8Array): Fuses {
  const word = wordsOf(efuse);
  const block3 = 23;
  const [encryptionKey, bootKey] = [keyBlocks.ESP32.flashEncryption, keyBlocks.ESP32.secureBoot].map((at) =>
    efuse.slice(at, at + keyLength),
  ) as [Uint8Array, Uint8Array];
  const revision = [0, 1, 1, 3][bit(word(3), 15) | (bit(word(5), 20) << 1)] ?? 0;
  const encrypted = onesIn((word(0) >>> 20) & 0x7f) % 2 === 1;
  const isV2 = bit(word(6), 5) === 1 && revision >= 3; // older chips ignore the fuse
  return {
    revision: revision * 100 + ((word(5) >>> 24) & 3),
    flashEncryption: encrypted ? { key: encryptionKey, tweaked: word(5) >>> 28 !== 0 } : undefined,
    secureBoot: isV2 ? 'v2' : bit(word(6), 4) === 1 ? 'v1' : 'none',
    secureBootKey: bootKey,
    keyDigests: isV2 ? [encodeHex(bootKey)] : [],
    secureVersion: onesIn(word(block3 + 4)),
  };
}

function readEsp32c3(efuse: Uint8Array): Fuses {
  const word = wordsOf(efuse);
  const block1 = 6;
  const purposes = [word(2) >>> 24, word(2) >>> 28, ...[0, 4, 8, 12].map((shift) => word(3) >>> shift)];
  const keys = purposes.map((purpose, index) => {
    const at = keyBlocks['ESP32-C3'].key0 + index * keyLength;
    return { purpose: purpose & 0xf, bytes: efuse.slice(at, at + keyLength) };
  });
  const xtsKey = keys.find(({ purpose }) => purpose === 4)?.bytes ?? new Uint8Array(keyLength);
  const isSecure = bit(word(3), 20) === 1;
  const digests = keys.filter(({ purpose }) => purpose >= 9 && purpose <= 11 && bit(word(2), 21 + purpose - 9) === 0);
  const minor = ((word(block1 + 3) >>> 18) & 7) | (bit(word(block1 + 5), 23) << 3);
  return {
    revision: ((word(block1 + 5) >>> 24) & 3) * 100 + minor,
    flashEncryption: onesIn((word(2) >>> 18) & 7) % 2 === 1 ? { key: xtsKey, tweaked: true } : undefined,
    secureBoot: isSecure ? 'v2' : 'none',
    secureBootKey: new Uint8Array(keyLength),
    keyDigests: isSecure ? digests.map(({ bytes }) => encodeHex(bytes)) : [],
    secureVersion: onesIn((word(4) >>> 14) & 0xffff),
  };
}

function wordsOf(efuse: Uint8Array): (index: number) => number {
  const view = viewOf(efuse);
  return (index) => view.getUint32(index * 4, true);
}

function bit(word: number, position: number): number {
  return (word >>> position) & 1;
}

function onesIn(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest !== 0; rest >>>= 1) count += rest & 1;
  return count;
}
