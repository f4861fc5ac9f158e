import { md5 } from '../core/bytes/digest.ts';
import type { FlashChip } from './flash-chip.ts';
import { stubErrors } from './stub-result.ts';

const acknowledgementLength = 4;

/** What a step of a read sends, and whether the read is over, with the error that the next reply then carries. */
export interface ReadStep {
  readonly frames: readonly Uint8Array[];
  readonly over: boolean;
  readonly error?: number | undefined;
}

/**
 * READ_FLASH: one packet in flight, then a frame of 4 bytes asks for the next one; its number is not looked at. Any
 * other frame ends the read. The end is 16 bytes of MD5 over all packets (FORMATS §10.3, recordings `errors-stub-frames`).
 */
export class StubFlashReader {
  readonly #flash: FlashChip;
  readonly #end: number;
  readonly #packetLength: number;
  readonly #digest = md5.create();
  #offset: number;

  constructor(flash: FlashChip, offset: number, length: number, packetLength: number) {
    this.#flash = flash;
    this.#offset = offset;
    this.#end = offset + length;
    this.#packetLength = packetLength;
  }

  start(): ReadStep {
    return this.#next();
  }

  acknowledge(frame: Uint8Array): ReadStep {
    return frame.length === acknowledgementLength ? this.#next() : this.#finish();
  }

  #next(): ReadStep {
    if (this.#offset >= this.#end) return this.#finish();
    const length = Math.min(this.#packetLength, this.#end - this.#offset);
    if (this.#offset + length > this.#flash.size) return this.#finish(stubErrors.flash);
    const packet = this.#flash.read(this.#offset, length).slice();
    this.#digest.update(packet);
    this.#offset += length;
    return { frames: [packet], over: false };
  }

  #finish(error?: number): ReadStep {
    return { frames: [this.#digest.digest()], over: true, error };
  }
}
