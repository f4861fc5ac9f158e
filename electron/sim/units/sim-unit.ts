import type { ChipFamily } from '../../core/chips/chip.ts';

/** What a virtual unit is before it is switched on: chip, eFuses and the content of its flash. */
export interface SimUnit {
  readonly name: string;
  /** One plain sentence for lists. */
  readonly description: string;
  readonly chip: ChipFamily;
  /** As long as the flash is; owned by whoever asked for the unit. */
  readonly flash: Uint8Array<ArrayBuffer>;
  /** Read registers of the eFuse blocks: 124 bytes for the ESP32, 336 for the ESP32-C3. */
  readonly efuse: Uint8Array<ArrayBuffer>;
}

/** Bytes and where they stand in the flash. */
export interface FlashPart {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A flash of `size` bytes, erased but for the parts. */
export function composeFlash(size: number, parts: readonly FlashPart[]): Uint8Array<ArrayBuffer> {
  const flash = new Uint8Array(size).fill(0xff);
  for (const { offset, bytes } of parts) flash.set(bytes, offset);
  return flash;
}
