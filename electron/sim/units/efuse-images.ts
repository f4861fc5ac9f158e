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
