const end = 0xc0;
const escapeByte = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

/** Longest frame that any loader sends or takes: a block of 0x4000 and its headers, with room. */
const maxFrameBytes = 0x8000;

/** A frame as it crosses the wire (RFC 1055; FORMATS §10.1). One pass to count, one to fill: no array per byte. */
export function encodeSlip(frame: Uint8Array): Uint8Array {
  let length = frame.length + 2;
  for (const byte of frame) if (byte === end || byte === escapeByte) length++;
  const wire = new Uint8Array(length);
  let at = 0;
  wire[at++] = end;
  for (const byte of frame) {
    if (byte === end || byte === escapeByte) {
      wire[at++] = escapeByte;
      wire[at++] = byte === end ? escapedEnd : escapedEscape;
    } else wire[at++] = byte;
  }
  wire[at] = end;
  return wire;
}

/** Takes frames out of a byte stream; bytes between frames are dropped (ESPTOOL-JS T7). */
export class SlipDecoder {
  readonly #onFrame: (frame: Uint8Array) => void;
  readonly #buffer = new Uint8Array(maxFrameBytes);
  #length = 0;
  #inFrame = false;
  #escaped = false;

  constructor(onFrame: (frame: Uint8Array) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at++) this.#take(chunk[at] ?? 0);
  }

  reset(): void {
    this.#length = 0;
    this.#inFrame = false;
    this.#escaped = false;
  }

  #take(byte: number): void {
    if (byte === end) this.#takeEnd();
    else if (!this.#inFrame) return;
    else if (this.#escaped) this.#takeEscaped(byte);
    else if (byte === escapeByte) this.#escaped = true;
    else this.#append(byte);
  }

  /** An end right after an end begins the next frame: several in a row are allowed. */
  #takeEnd(): void {
    if (this.#inFrame && this.#length > 0) {
      this.#onFrame(this.#buffer.slice(0, this.#length));
      this.reset();
    } else {
      this.reset();
      this.#inFrame = true;
    }
  }

  #takeEscaped(byte: number): void {
    this.#escaped = false;
    if (byte === escapedEnd) this.#append(end);
    else if (byte === escapedEscape) this.#append(escapeByte);
    else this.reset();
  }

  /** What is longer than any frame is no frame: a lost end, or text after a stray one. */
  #append(byte: number): void {
    if (this.#length === maxFrameBytes) this.reset();
    else this.#buffer[this.#length++] = byte;
  }
}
