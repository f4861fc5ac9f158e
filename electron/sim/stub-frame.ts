const headerLength = 8;

/** One request as the stub takes it: nothing is read beyond what came. */
export class StubFrame {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get opcode(): number {
    return this.#bytes[1] ?? 0;
  }

  get isRequest(): boolean {
    return this.#bytes[0] === 0;
  }

  /** Whether the header is there and its length is that of the data. */
  get isWhole(): boolean {
    return this.#bytes.length >= headerLength && this.#view.getUint16(2, true) === this.dataLength;
  }

  get checksum(): number {
    return this.#view.getUint32(4, true);
  }

  get dataLength(): number {
    return this.#bytes.length - headerLength;
  }

  /** A word of the data. Throws RangeError beyond it. */
  word(index: number): number {
    return this.#view.getUint32(headerLength + 4 * index, true);
  }

  /** The data from `offset` on. */
  bytes(offset: number): Uint8Array {
    return this.#bytes.subarray(headerLength + offset);
  }
}
