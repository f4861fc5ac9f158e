const endByte = 0xc0;
const escapeByte = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

/** One C0 alone: it ends whatever a receiver took for the beginning of a frame. */
export const frameBoundary: Uint8Array = Uint8Array.of(endByte);

/** A frame as it goes over the wire: C0 at both ends, C0 and DB escaped (FORMATS §10.1). */
export function encodeSlip(frame: Uint8Array): Uint8Array {
  let length = frame.length + 2;
  for (const byte of frame) if (byte === endByte || byte === escapeByte) length++;
  const wire = new Uint8Array(length);
  let at = 0;
  wire[at++] = endByte;
  for (const byte of frame) {
    if (byte === endByte || byte === escapeByte) {
      wire[at++] = escapeByte;
      wire[at++] = byte === endByte ? escapedEnd : escapedEscape;
    } else wire[at++] = byte;
  }
  wire[at] = endByte;
  return wire;
}

export interface SlipReader {
  /** Takes received bytes; calls the listener for every segment that they complete. */
  push(chunk: Uint8Array): void;
  /** Bytes of the segment that is not complete yet. */
  readonly pendingLength: number;
  /** Forgets the segment that is not complete yet and gives it back. */
  takePending(): Uint8Array;
}

/**
 * Cuts a byte stream at every C0. What lies between two of them is a frame or text that a chip printed: the reader of
 * the segments decides, so a lost or an extra C0 never swaps the two for good (ESPTOOL-JS T7). `intact` is false for a
 * segment with an illegal escape or of more than `maxLength` bytes. The segment belongs to the listener.
 */
export function slipReader(maxLength: number, onSegment: (segment: Uint8Array, intact: boolean) => void): SlipReader {
  const buffer = new Uint8Array(maxLength);
  let length = 0;
  let escaped = false;
  let intact = true;

  const take = () => {
    const segment = buffer.slice(0, length);
    length = 0;
    escaped = false;
    return segment;
  };
  const finish = (wasIntact: boolean) => {
    const isIntact = wasIntact && !escaped;
    if (length > 0) onSegment(take(), isIntact);
    escaped = false;
  };
  const append = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; ) {
      if (length === maxLength) {
        intact = false;
        finish(false);
      }
      const part = bytes.subarray(at, at + maxLength - length);
      buffer.set(part, length);
      length += part.length;
      at += part.length;
    }
  };
  const special = (byte: number) => {
    if (byte === endByte) {
      finish(intact);
      intact = true;
    } else escaped = true;
  };
  const takeEscaped = (byte: number) => {
    escaped = false;
    if (byte !== escapedEnd && byte !== escapedEscape) intact = false;
    append(Uint8Array.of(byte === escapedEnd ? endByte : byte === escapedEscape ? escapeByte : byte));
  };
  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const first = chunk[at] ?? 0;
        if (first === endByte || (first === escapeByte && !escaped)) special(first);
        else if (escaped) takeEscaped(first);
        else {
          const end = endOfRun(chunk, at);
          append(chunk.subarray(at, end));
          at = end;
          continue;
        }
        at++;
      }
    },
    get pendingLength() {
      return length;
    },
    takePending: take,
  };
}

/** Where the run of plain bytes ends that begins at `start`. */
function endOfRun(chunk: Uint8Array, start: number): number {
  let end = start;
  while (end < chunk.length && chunk[end] !== endByte && chunk[end] !== escapeByte) end++;
  return end;
}
