import { md5 } from '../core/bytes/digest.ts';
import type { Timing } from './timing.ts';

export const sectorSize = 0x1000;
export const blockSize = 0x10000;
export const pageSize = 0x100;

/**
 * A NOR flash: erasing sets whole sectors to FF, programming only clears bits. Every operation adds the time it takes
 * to `busyMs`; whoever lets time pass takes it from there. Ranges are the caller's matter.
 */
export class FlashChip {
  /** The content; read it freely, change it only when standing in for the factory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  erasedSectors = 0;
  programmedPages = 0;
  busyMs = 0;
  readonly #timing: Timing;
  readonly #worn: { readonly offset: number; readonly mask: number }[] = [];

  /** Copies the initial content. Its length is the size of the chip, a power of two from 1 MiB to 16 MiB. */
  constructor(content: Uint8Array, timing: Timing) {
    this.bytes = new Uint8Array(content);
    this.#timing = timing;
  }

  get size(): number {
    return this.bytes.length;
  }

  /** Answer to RDID: manufacturer 0xC8 in bits 0-7, type 0x40, log2 of the size (FORMATS §10.5). */
  get jedecId(): number {
    return (Math.log2(this.size) << 16) | 0x40c8;
  }

  /** Wears a byte out: from now on erasing leaves the bits of `mask` at 0, so nothing can set them again. */
  wearOut(offset: number, mask: number): void {
    this.#worn.push({ offset, mask });
  }

  /** Erases `[offset, end)`, both multiples of 4 KiB, with 64 KiB erases where they fit. */
  erase(offset: number, end: number): void {
    for (let at = offset; at < end; ) {
      const whole = at % blockSize === 0 && at + blockSize <= end;
      this.busyMs += whole ? this.#timing.eraseBlockMs : this.#timing.eraseSectorMs;
      at += whole ? blockSize : sectorSize;
    }
    this.bytes.fill(0xff, offset, end);
    for (const { offset: at, mask } of this.#worn) if (at >= offset && at < end) this.bytes[at] = 0xff & ~mask;
    this.erasedSectors += Math.max(0, end - offset) / sectorSize;
  }

  program(offset: number, data: Uint8Array): void {
    const target = this.bytes.subarray(offset, offset + data.length);
    for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) & (data[i] ?? 0);
    const pages = Math.ceil((offset + data.length) / pageSize) - Math.floor(offset / pageSize);
    this.programmedPages += pages;
    this.busyMs += pages * this.#timing.programPageMs;
  }

  /** A view of the content, not a copy. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    this.busyMs += length * this.#timing.readByteMs;
    return this.bytes.subarray(offset, offset + length);
  }

  /** MD5 as the chip's loader computes it, 16 bytes. */
  md5(offset: number, length: number): Uint8Array {
    this.busyMs += length * this.#timing.md5ByteMs;
    return md5(this.bytes.subarray(offset, offset + length));
  }
}
