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

/** The words of an eFuse image, such as an EfuseBlock has them. */
export interface FuseWords {
  word(index: number): number;
}

/** The words of an image as it stands in a file. */
export function fuseWords(image: Uint8Array): FuseWords {
  return { word: (index) => viewOf(image).getUint32(index * 4, true) };
}

/** Reads the eFuses as the hardware does: keys too, whether the loaders may read them or not. */
export function readFuses(efuse: FuseWords, chip: ChipFamily): Fuses {
  return chip === 'ESP32' ? readEsp32(efuse) : readEsp32c3(efuse);
}

/** First words, in an eFuse image, of the blocks that hold keys and digests. */
export const keyWords = {
  ESP32: { flashEncryption: 7, secureBoot: 15 },
  'ESP32-C3': { key0: 28 },
} as const;
const wordsPerKey = 8;

function readEsp32(efuse: FuseWords): Fuses {
  const word = (index: number) => efuse.word(index);
  const block3 = 23;
  const bootKey = readKey(efuse, keyWords.ESP32.secureBoot);
  const major = [0, 1, 1, 3][bit(word(3), 15) | (bit(word(5), 20) << 1)] ?? 0;
  const isEncrypted = onesIn((word(0) >>> 20) & 0x7f) % 2 === 1;
  const isV2 = bit(word(6), 5) === 1 && major >= 3; // older chips ignore the fuse
  return {
    revision: major * 100 + ((word(5) >>> 24) & 3),
    flashEncryption: isEncrypted
      ? { key: readKey(efuse, keyWords.ESP32.flashEncryption), tweaked: word(5) >>> 28 !== 0 }
      : undefined,
    secureBoot: isV2 ? 'v2' : bit(word(6), 4) === 1 ? 'v1' : 'none',
    secureBootKey: bootKey,
    keyDigests: isV2 ? [encodeHex(bootKey)] : [],
    secureVersion: onesIn(word(block3 + 4)),
  };
}

const purpose = { xtsAes128: 4, firstDigest: 9, lastDigest: 11 } as const;

function readEsp32c3(efuse: FuseWords): Fuses {
  const word = (index: number) => efuse.word(index);
  const block1 = 6;
  const purposes = [word(2) >>> 24, word(2) >>> 28, ...[0, 4, 8, 12].map((shift) => word(3) >>> shift)];
  const keys = purposes.map((field, index) => ({
    purpose: field & 0xf,
    bytes: readKey(efuse, keyWords['ESP32-C3'].key0 + index * wordsPerKey),
  }));
  const noKey = new Uint8Array(wordsPerKey * 4);
  const isEncrypted = onesIn((word(2) >>> 18) & 7) % 2 === 1;
  const isSecure = bit(word(3), 20) === 1;
  const isRevoked = (digestPurpose: number) => bit(word(2), 21 + digestPurpose - purpose.firstDigest) === 1;
  const digests = keys.filter((key) => key.purpose >= purpose.firstDigest && key.purpose <= purpose.lastDigest);
  const minor = ((word(block1 + 3) >>> 18) & 7) | (bit(word(block1 + 5), 23) << 3);
  return {
    revision: ((word(block1 + 5) >>> 24) & 3) * 100 + minor,
    flashEncryption: isEncrypted
      ? { key: keys.find((key) => key.purpose === purpose.xtsAes128)?.bytes ?? noKey, tweaked: true }
      : undefined,
    secureBoot: isSecure ? 'v2' : 'none',
    secureBootKey: noKey,
    keyDigests: isSecure ? digests.filter((key) => !isRevoked(key.purpose)).map(({ bytes }) => encodeHex(bytes)) : [],
    secureVersion: onesIn((word(4) >>> 14) & 0xffff),
  };
}

function readKey(efuse: FuseWords, firstWord: number): Uint8Array {
  const words = Uint32Array.from({ length: wordsPerKey }, (_, index) => efuse.word(firstWord + index));
  return new Uint8Array(words.buffer);
}

function bit(word: number, position: number): number {
  return (word >>> position) & 1;
}

function onesIn(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest !== 0; rest >>>= 1) count += rest & 1;
  return count;
}
