const endByte = 0xc0;
const escapeByte = 0xdb;
const escapedEnd = 0xdc;
const escapedEscape = 0xdd;

/** One SLIP frame (RFC 1055) with C0 at both ends, as every loader sends it (FORMATS §10.1). */
export function encodeSlip(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(2 * frame.length + 2);
  let length = 0;
  out[length++] = endByte;
  for (const byte of frame) {
    if (byte === endByte || byte === escapeByte) out[length++] = escapeByte;
    out[length++] = byte === endByte ? escapedEnd : byte === escapeByte ? escapedEscape : byte;
  }
  out[length++] = endByte;
  return out.slice(0, length);
}

export interface SlipDecoder {
  /** Frames completed by these bytes, unescaped. Bytes outside frames are dropped. */
  push(bytes: Uint8Array): Uint8Array[];
  reset(): void;
}

/**
 * Takes frames out of a byte stream. A byte after DB that is no escape is taken as it is by the ROM (`keep`), and makes
 * the stub drop the whole frame (`drop`). A frame longer than `maxLength` is given as its first `maxLength` bytes.
 */
export function slipDecoder(badEscape: 'keep' | 'drop', maxLength: number): SlipDecoder {
  const buffer = new Uint8Array(maxLength);
  let length = 0;
  let inside = false;
  let escaped = false;
  let broken = false;

  const reset = () => {
    length = 0;
    inside = escaped = broken = false;
  };
  const unescaped = (byte: number) => {
    if (byte === escapedEnd) return endByte;
    if (byte === escapedEscape) return escapeByte;
    broken ||= badEscape === 'drop';
    return byte;
  };
  const put = (byte: number) => {
    if (length < maxLength) buffer[length++] = byte;
  };
  const close = (frames: Uint8Array[]) => {
    if (inside && length === 0) return; // several C0 in a row
    if (inside && !broken) frames.push(buffer.slice(0, length));
    const opens = !inside;
    reset();
    inside = opens;
  };
  return {
    reset,
    push(bytes) {
      const frames: Uint8Array[] = [];
      for (const byte of bytes) {
        if (byte === endByte) close(frames);
        else if (!inside) continue;
        else if (escaped) {
          escaped = false;
          put(unescaped(byte));
        } else if (byte === escapeByte) escaped = true;
        else put(byte);
      }
      return frames;
    },
  };
}
