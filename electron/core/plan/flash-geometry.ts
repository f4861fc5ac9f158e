/** The smallest piece of flash that can be erased, in bytes. */
export const sectorLength = 0x1000;

/** The piece that loaders erase fastest, and the unit of comparison (DESIGN §6), in bytes. */
export const blockLength = 0x10000;

/** Bytes of the whole sectors that hold `length` bytes. */
export function roundUpToSector(length: number): number {
  return Math.ceil(length / sectorLength) * sectorLength;
}

export interface Span {
  readonly offset: number;
  readonly length: number;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
