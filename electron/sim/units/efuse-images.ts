import { viewOf } from '../../core/bytes/byte-view.ts';

/** Bytes of the eFuse images, as READ_REG sees the blocks. */
export const esp32EfuseLength = 124;
export const esp32c3EfuseLength = 336;

/** eFuses of an ESP32 on which nothing but MAC and revision was burnt (FORMATS §9.1). `revision` is 0, 1 or 3. */
export function encodeEsp32Efuse(mac: Uint8Array, revision: 0 | 1 | 3): Uint8Array<ArrayBuffer> {
  const efuse = new Uint8Array(esp32EfuseLength);
  const view = viewOf(efuse);
  view.setUint32(4, viewOf(mac).getUint32(2), true);
  view.setUint32(8, viewOf(mac).getUint16(0) | (macCrc(mac) << 16), true);
  view.setUint32(12, revision > 0 ? 1 << 15 : 0, true);
  view.setUint32(20, revision > 1 ? 1 << 20 : 0, true);
  return efuse;
}

/** eFuses of an ESP32-C3 of revision v0.x on which nothing else was burnt (FORMATS §9.2, §9.4). */
export function encodeEsp32c3Efuse(mac: Uint8Array, minorRevision: number): Uint8Array<ArrayBuffer> {
  const efuse = new Uint8Array(esp32c3EfuseLength);
  const view = viewOf(efuse);
  const block1 = 24;
  view.setUint32(block1, viewOf(mac).getUint32(2), true);
  view.setUint32(block1 + 4, viewOf(mac).getUint16(0), true);
  view.setUint32(block1 + 12, (minorRevision & 7) << 18, true);
  return efuse;
}

/** CRC-8 of the MAC as the ESP32's eFuses hold it: polynomial 0x8C, reflected, start 0. */
function macCrc(mac: Uint8Array): number {
  let crc = 0;
  for (const byte of mac) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8c : crc >>> 1;
  }
  return crc;
}
