import { viewOf } from '../../core/bytes/byte-view.ts';
import { plainEfuse } from '../efuse-block.ts';

/** Words of the ESP32's image and the bits of the revision in them (FORMATS §9.1). */
const revisionBits = [
  { word: 3, mask: 1 << 15, since: 1 },
  { word: 5, mask: 1 << 20, since: 3 },
] as const;

/** eFuses of an ESP32 of a major revision, on which nothing was burnt. `mac` is 6 bytes in reading order. */
export function encodeEsp32Efuse(mac: Uint8Array, revision: 0 | 1 | 3): Uint8Array<ArrayBuffer> {
  const efuse = plainEfuse('ESP32', mac);
  const view = viewOf(efuse);
  for (const { word, mask, since } of revisionBits) {
    const others = view.getUint32(word * 4, true) & ~mask;
    view.setUint32(word * 4, revision >= since ? others | mask : others, true);
  }
  return efuse;
}

/** A field of eFuses: which bits of a word of the image to burn. */
export interface EfuseBits {
  readonly word: number;
  readonly mask: number;
}

/** Fields by what burning them does, ESP32 (FORMATS §9.1). */
export const esp32Fuses = {
  flashEncryptionOn: { word: 0, mask: 1 << 20 },
  flashEncryptionKeyHidden: { word: 0, mask: 1 << 16 },
  flashEncryptionTweak: { word: 5, mask: 0xf0000000 },
  downloadDisabled: { word: 0, mask: 1 << 27 },
  secureBootV2: { word: 6, mask: 1 << 5 },
} as const satisfies Record<string, EfuseBits>;

/** The same for the ESP32-C3 (FORMATS §9.2); `secureVersion3`: three anti-rollback steps. */
export const esp32c3Fuses = {
  secureDownload: { word: 4, mask: 1 << 5 },
  secureVersion3: { word: 4, mask: 0b111 << 14 },
} as const satisfies Record<string, EfuseBits>;

/** The image with these bits burnt as well. */
export function burnBits(efuse: Uint8Array, ...bits: readonly EfuseBits[]): Uint8Array<ArrayBuffer> {
  const burnt = new Uint8Array(efuse);
  const view = viewOf(burnt);
  for (const { word, mask } of bits) view.setUint32(word * 4, view.getUint32(word * 4, true) | mask, true);
  return burnt;
}

/** The image with a 32-byte key at a word. */
export function burnKey(efuse: Uint8Array, word: number, key: Uint8Array): Uint8Array<ArrayBuffer> {
  const burnt = new Uint8Array(efuse);
  burnt.set(key, word * 4);
  return burnt;
}
