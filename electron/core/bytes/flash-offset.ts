/** A byte address in the unit's SPI flash, counted from 0; never a CPU address, never an index into an image. */
export type FlashOffset = number & { readonly flashOffset: unique symbol };

/** The largest flash the loaders address: 24-bit addressing without special commands (FORMATS §9.8, brick 8). */
export const maxFlashSize = 0x1000000;

/** Brands a byte address as a flash address. Throws RangeError for what no flash has. */
export function flashOffset(address: number): FlashOffset {
  if (!Number.isInteger(address) || address < 0 || address > maxFlashSize) {
    throw new RangeError(`flash offset ${address} is outside 0..${maxFlashSize}`);
  }
  return address as FlashOffset;
}
