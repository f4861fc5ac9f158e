import { type DeflateWriter, deflateWriter } from './deflate-writer.ts';
import { type FlashChip, sectorSize } from './flash-chip.ts';
import { dataChecksum, dataHeaderLength, opcodes } from './loader.ts';
import type { RomFrame } from './rom-frame.ts';
import { type RomResult, romDone, romError, romErrors } from './rom-result.ts';

/** The largest block that the ROMs took; larger ones were refused. */
const maxBlockSize = 0x400;
/** What the ROM believes of the flash until SPI_SET_PARAMS (FORMATS §9.8). */
const defaultFlashSize = 0x200000;

export interface RomFlashOptions {
  /** FLASH_BEGIN and DEFL_BEGIN take exactly this many words. */
  readonly beginWords: 4 | 5;
  /** Whether eFuses forbid the encrypted writes that the fifth word asks for. Allowed ones land as they came: nothing is encrypted here. */
  readonly encryptedWriteDisabled: boolean;
  /** Secure download mode: data before BEGIN is refused, and FLASH_END resets the chip. */
  readonly isSecure: boolean;
  /** Line printed when FLASH_END leaves the loader. */
  readonly leavingText: string;
}

/**
 * FLASH_* and DEFL_* of the ROM. BEGIN erases up front; a block is counted before its checksum is looked at, so a
 * repeated block is refused and a corrupt one cannot be sent again; every write is read back (ESPTOOL-JS §4).
 */
export class RomFlashSession {
  /** Size that SPI_SET_PARAMS announced. */
  flashSize = defaultFlashSize;
  readonly #flash: FlashChip;
  readonly #options: RomFlashOptions;
  #begun = false;
  #blocks = 0;
  #blockSize = maxBlockSize;
  #nextSequence = 0;
  #offset = 0;
  /** A BEGIN off a sector fails, and so does every write after it. */
  #isAligned = true;
  #verified = true;
  #writer: DeflateWriter | undefined;
  #streamError: number | undefined;

  constructor(flash: FlashChip, options: RomFlashOptions) {
    this.#flash = flash;
    this.#options = options;
  }

  /** Runs a flash command; undefined for any other. */
  run(frame: RomFrame): RomResult | undefined {
    switch (frame.opcode) {
      case opcodes.spiSetParams:
        return this.#setParams(frame);
      case opcodes.flashBegin:
        return this.#begin(frame, undefined);
      case opcodes.deflateBegin:
        return this.#begin(
          frame,
          deflateWriter((data) => this.#program(data)),
        );
      case opcodes.flashData:
        return this.#takeBlock(frame, (block) => this.#writeBlock(block));
      case opcodes.deflateData:
        return this.#takeBlock(frame, (block) => this.#inflateBlock(block));
      case opcodes.flashEnd:
        return this.#endFlash(frame);
      case opcodes.deflateEnd:
        return this.#endDeflate(frame);
      default:
        return undefined;
    }
  }

  #setParams(frame: RomFrame): RomResult {
    if (frame.dataLength !== 24) return romError(romErrors.badMessage);
    this.flashSize = frame.word(1);
    return romDone;
  }

  #begin(frame: RomFrame, writer: DeflateWriter | undefined): RomResult {
    const blockSize = frame.word(2);
    if (frame.dataLength !== 4 * this.#options.beginWords || blockSize > maxBlockSize)
      return romError(romErrors.badMessage);
    if (this.#options.encryptedWriteDisabled && frame.word(4) !== 0 && this.#options.beginWords === 5) {
      return romError(romErrors.badParameter);
    }
    this.#begun = true;
    this.#blocks = frame.word(1);
    this.#blockSize = blockSize;
    this.#nextSequence = 0;
    this.#offset = frame.word(3);
    this.#isAligned = this.#offset % sectorSize === 0;
    this.#writer = writer;
    this.#streamError = undefined;
    return this.#erase(this.#offset, frame.word(0)) ? romDone : romError(romErrors.failed);
  }

  #erase(offset: number, length: number): boolean {
    const end = Math.ceil((offset + length) / sectorSize) * sectorSize;
    if (offset % sectorSize !== 0 || end > Math.min(this.flashSize, this.#flash.size)) return false;
    this.#flash.erase(offset, end);
    return true;
  }

  #takeBlock(frame: RomFrame, write: (block: Uint8Array) => number | undefined): RomResult {
    const length = frame.word(0);
    if (!this.#begun && this.#options.isSecure) return romError(romErrors.badMessage);
    if (frame.dataLength <= dataHeaderLength || length > this.#blockSize || frame.word(1) !== this.#nextSequence) {
      return romError(romErrors.badMessage);
    }
    this.#nextSequence++;
    const block = frame.bytes(dataHeaderLength, length);
    if (dataChecksum(block) !== frame.checksum) return romError(romErrors.checksum);
    return { error: write(block) };
  }

  #writeBlock(block: Uint8Array): number | undefined {
    this.#verified = true;
    this.#program(block);
    return this.#verified ? undefined : romErrors.flashWrite;
  }

  #inflateBlock(block: Uint8Array): number | undefined {
    const writer = this.#writer;
    if (writer === undefined) return romErrors.inflate;
    this.#verified = true;
    this.#streamError ??= this.#pushBlock(writer, block);
    return this.#streamError ?? (this.#verified ? undefined : romErrors.flashWrite);
  }

  #pushBlock(writer: DeflateWriter, block: Uint8Array): number | undefined {
    const outcome = writer.push(block);
    if (outcome === 'no-zlib') return romErrors.inflate;
    if (outcome === 'broken') return romErrors.adler;
    if (outcome === 'complete') writer.flush();
    else if (this.#nextSequence >= this.#blocks) return romErrors.adler;
    return undefined;
  }

  /** Programs and reads back. What lies beyond the chip is passed over without an error. */
  #program(data: Uint8Array): void {
    const offset = this.#offset;
    const inside = data.subarray(0, Math.max(0, this.#flash.size - offset));
    this.#offset += data.length;
    this.#verified &&= this.#isAligned;
    if (!this.#begun || !this.#isAligned || inside.length === 0) return;
    this.#flash.program(offset, inside);
    const written = this.#flash.read(offset, inside.length);
    this.#verified &&= written.every((byte, index) => byte === inside[index]);
  }

  get #isComplete(): boolean {
    return this.#nextSequence === this.#blocks;
  }

  /** Leaves the loader in any case; restarts only after a complete write and an argument of 0. */
  #endFlash(frame: RomFrame): RomResult {
    const complete = this.#begun && this.#isComplete && frame.dataLength === 4;
    if (complete && frame.word(0) === 0) return { transition: { to: 'restart', strayByte: true } };
    const { isSecure, leavingText } = this.#options;
    return {
      error: complete ? undefined : romErrors.failed,
      transition: isSecure ? { to: 'restart', strayByte: false } : { to: 'silence', text: leavingText },
    };
  }

  /** Stays with an argument other than 0. */
  #endDeflate(frame: RomFrame): RomResult {
    if (!this.#isComplete) return romError(romErrors.failed);
    const stays = frame.dataLength >= 4 && frame.word(0) !== 0;
    return stays ? romDone : { transition: { to: 'restart', strayByte: true } };
  }
}
