import { viewOf } from '../../core/bytes/byte-view.ts';

/** The two bytes of a 16-bit number, low byte first, as everything of Bluetooth is sent. */
export function u16(value: number): [low: number, high: number] {
  return [value & 0xff, (value >> 8) & 0xff];
}

/** The 16-bit number at `at`. Throws RangeError where the bytes end before. */
export function readU16(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint16(at, true);
}
