import { type DeflateWriter, deflateWriter } from './deflate-writer.ts';
import { blockSize, type FlashChip, sectorSize } from './flash-chip.ts';
import { dataChecksum, dataHeaderLength } from './loader.ts';
import type { StubFrame } from './stub-frame.ts';
import { type DeferredWork, type StubResult, stubDone, stubError, stubErrors } from './stub-result.ts';

/**
 * FLASH_* and DEFL_* of the stub. A block is acknowledged before it is written, sequence numbers are not looked at, so
 * a repeated block is written twice, and sectors are erased as the data reaches them (ESPTOOL-JS §4, FORMATS §10.4).
 */
export class StubFlashSession {
  readonly #flash: FlashChip;
  #begun = false;
  #size = 0;
  #offset = 0;
  #remaining = 0;
  #erasedTo = 0;
  #writer: DeflateWriter | undefined;
  #writeError: number | undefined;

  constructor(flash: FlashChip) {
    this.#flash = flash;
  }

  begin(frame: StubFrame, deflated: boolean): StubResult {
    if (frame.dataLength !== 16 && frame.dataLength !== 20) return stubError(stubErrors.badLength);
    this.#begun = true;
    this.#size = this.#remaining = frame.word(0);
    this.#offset = frame.word(3);
    this.#erasedTo = this.#offset - (this.#offset % sectorSize);
    this.#writer = deflated ? deflateWriter((data) => this.#write(data)) : undefined;
    return this.#offset < this.#flash.size ? stubDone : stubError(stubErrors.flash);
  }

  data(frame: StubFrame, deflated: boolean): StubResult {
    if (frame.dataLength < dataHeaderLength) return stubError(deflated ? stubErrors.badLength : stubErrors.tooShort);
    if (!this.#begun || deflated !== (this.#writer !== undefined)) return stubError(stubErrors.notBegun);
    const block = frame.bytes(dataHeaderLength);
    if (frame.word(0) !== block.length) return stubError(stubErrors.wrongSize);
    if (dataChecksum(block) !== frame.checksum) return stubError(stubErrors.checksum);
    return { deferred: this.#writing(block) };
  }

  end(frame: StubFrame): StubResult {
    if (frame.dataLength !== 4) return stubError(stubErrors.badLength);
    if (!this.#begun) return stubError(stubErrors.notBegun);
    if (this.#remaining > 0) return stubError(stubErrors.badLength);
    this.#begun = false;
    return stubDone;
  }

  #writing(block: Uint8Array): DeferredWork {
    const writer = this.#writer;
    return () => {
      this.#writeError = undefined;
      if (writer === undefined) this.#write(block);
      else if (this.#inflate(writer, block)) return 'hangs';
      return this.#writeError;
    };
  }

  /** True where more comes out than was announced: the stub then never answers again. */
  #inflate(writer: DeflateWriter, block: Uint8Array): boolean {
    const state = writer.push(block);
    if (state === 'no-zlib' || state === 'broken') this.#writeError = stubErrors.inflate;
    else if (state === 'complete' || writer.produced >= this.#size) writer.flush();
    return writer.produced > this.#size;
  }

  /** Writes what was announced and no more. */
  #write(data: Uint8Array): void {
    const part = data.subarray(0, this.#remaining);
    if (this.#offset + part.length > this.#flash.size) {
      this.#writeError = stubErrors.flash;
      return;
    }
    this.#eraseTo(this.#offset + part.length);
    this.#flash.program(this.#offset, part);
    this.#offset += part.length;
    this.#remaining -= part.length;
  }

  /** Erases 64 KiB at once where the announced data reaches that far. */
  #eraseTo(end: number): void {
    const announcedEnd = Math.ceil((this.#offset + this.#remaining) / sectorSize) * sectorSize;
    while (this.#erasedTo < end) {
      const whole = this.#erasedTo % blockSize === 0 && this.#erasedTo + blockSize <= announcedEnd;
      const next = this.#erasedTo + (whole ? blockSize : sectorSize);
      this.#flash.erase(this.#erasedTo, next);
      this.#erasedTo = next;
    }
  }
}
