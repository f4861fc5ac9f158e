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
  #blocksLeft = 0;
  #erasedTo = 0;
  #eraseEnd = 0;
  /** What is left of an erase that was begun in a pause. */
  #eraseOwedMs = 0;
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
    this.#blocksLeft = frame.word(1);
    this.#erasedTo = this.#offset - (this.#offset % sectorSize);
    this.#eraseEnd = Math.min(this.#flash.size, Math.ceil((this.#offset + this.#size) / sectorSize) * sectorSize);
    this.#eraseOwedMs = 0;
    this.#writer = deflated ? deflateWriter((data) => this.#write(data)) : undefined;
    return this.#offset < this.#flash.size ? stubDone : stubError(stubErrors.flash);
  }

  data(frame: StubFrame, deflated: boolean): StubResult {
    if (frame.dataLength < dataHeaderLength) return stubError(deflated ? stubErrors.badLength : stubErrors.tooShort);
    if (!this.#begun || deflated !== (this.#writer !== undefined)) return stubError(stubErrors.notBegun);
    const block = frame.bytes(dataHeaderLength);
    if (frame.word(0) !== block.length) return stubError(stubErrors.wrongSize);
    if (dataChecksum(block) !== frame.checksum) return stubError(stubErrors.checksum);
    this.#blocksLeft--;
    return { deferred: this.#writing(block) };
  }

  /**
   * Erases on while the host is silent, as recorded for 8 KiB; how far real stubs go is not known, here it is 64 KiB ahead
   * of the data. An erase that is begun is finished before the next write.
   */
  eraseAhead(idleMs: number): void {
    const busyMs = this.#flash.busyMs;
    let leftMs = idleMs - this.#eraseOwedMs;
    while (leftMs >= 0 && this.#begun && this.#erasedTo < Math.min(this.#eraseEnd, this.#offset + blockSize)) {
      const beforeMs = this.#flash.busyMs;
      this.#eraseNext();
      leftMs -= this.#flash.busyMs - beforeMs;
    }
    this.#eraseOwedMs = Math.max(0, -leftMs);
    this.#flash.busyMs = busyMs;
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

  /** True where more came out in the end than was announced: the stub then never answers again. */
  #inflate(writer: DeflateWriter, block: Uint8Array): boolean {
    const state = writer.push(block);
    if (state === 'no-zlib' || state === 'broken') {
      this.#writeError = stubErrors.inflate;
      return false;
    }
    const isOver = state === 'complete' || this.#blocksLeft <= 0;
    if (isOver && writer.produced > this.#size) return true;
    if (isOver || writer.produced === this.#size) writer.flush();
    return false;
  }

  /** Writes what was announced and no more. */
  #write(data: Uint8Array): void {
    const part = data.subarray(0, this.#remaining);
    if (this.#offset + part.length > this.#flash.size) {
      this.#writeError = stubErrors.flash;
      return;
    }
    this.#finishErasing(this.#offset + part.length);
    this.#flash.program(this.#offset, part);
    this.#offset += part.length;
    this.#remaining -= part.length;
  }

  #finishErasing(end: number): void {
    this.#flash.busyMs += this.#eraseOwedMs;
    this.#eraseOwedMs = 0;
    while (this.#erasedTo < end) this.#eraseNext();
  }

  /** Erases 64 KiB at once where the announced data reaches that far. */
  #eraseNext(): void {
    const whole = this.#erasedTo % blockSize === 0 && this.#erasedTo + blockSize <= this.#eraseEnd;
    const next = this.#erasedTo + (whole ? blockSize : sectorSize);
    this.#flash.erase(this.#erasedTo, next);
    this.#erasedTo = next;
  }
}
