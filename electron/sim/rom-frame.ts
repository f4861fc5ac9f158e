const bufferLength = 0x4000;
const headerLength = 8;

/**
 * The ROM's receive buffer. It keeps what earlier frames left in it: a command that is too short works on left-overs,
 * and the length in the header is ignored, as recorded from the real ROMs.
 */
export class RomFrame {
  readonly #bytes = uninitialised();
  readonly #view = new DataView(this.#bytes.buffer);
  #length = 0;

  take(frame: Uint8Array): void {
    this.#bytes.set(frame.subarray(0, bufferLength));
    this.#length = frame.length;
  }

  get isRequest(): boolean {
    return this.#bytes[0] === 0;
  }

  get opcode(): number {
    return this.#view.getUint8(1);
  }

  get checksum(): number {
    return this.#view.getUint32(4, true);
  }

  /** Bytes that really came after the header. */
  get dataLength(): number {
    return Math.max(0, this.#length - headerLength);
  }

  /** A word of the data, or what an earlier frame left in its place. */
  word(index: number): number {
    return this.#view.getUint32(headerLength + 4 * index, true);
  }

  /** A copy of `length` bytes of the data, at most to the end of the buffer. */
  bytes(offset: number, length: number): Uint8Array {
    return this.#bytes.slice(headerLength + offset, headerLength + offset + length);
  }
}

/** RAM as power finds it: some pattern, not zeros. */
function uninitialised(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bufferLength }, (_, index) => (index * 0x9d + (index >>> 8)) & 0xff);
}
