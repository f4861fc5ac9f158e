import { Inflate } from 'fflate';

/** Loaders inflate into a window of this size and write when it is full or the stream ends, so a broken stream may write nothing. */
const windowSize = 0x8000;
const headerLength = 2;

/** `complete` once the Adler-32 at the end of the stream is that of what came out. */
export type StreamState = 'going-on' | 'complete' | 'no-zlib' | 'broken';

/** A zlib stream that arrives in blocks and goes to flash by the window. */
export interface DeflateWriter {
  push(block: Uint8Array): StreamState;
  /** Writes what is left in the window. */
  flush(): void;
  /** Bytes that came out so far. */
  readonly produced: number;
}

export function deflateWriter(write: (data: Uint8Array) => void): DeflateWriter {
  const window = new Uint8Array(windowSize);
  const lastBytes = new Uint8Array(4);
  const sum = adler32();
  let used = 0;
  let produced = 0;
  let started = false;

  const flush = () => {
    if (used > 0) write(window.slice(0, used));
    used = 0;
  };
  const inflate = new Inflate((data) => {
    produced += data.length;
    sum.add(data);
    for (let at = 0; at < data.length; ) {
      const part = data.subarray(at, at + windowSize - used);
      window.set(part, used);
      used += part.length;
      at += part.length;
      if (used === windowSize) flush();
    }
  });
  const push = (block: Uint8Array): StreamState => {
    if (!started && !hasZlibHeader(block)) return 'no-zlib';
    const body = started ? block : block.subarray(headerLength);
    started = true;
    lastBytes.copyWithin(0, Math.min(4, body.length));
    lastBytes.set(body.subarray(-4), 4 - Math.min(4, body.length));
    try {
      inflate.push(body, false);
    } catch {
      return 'broken';
    }
    return new DataView(lastBytes.buffer).getUint32(0) === sum.value() ? 'complete' : 'going-on';
  };
  return {
    push,
    flush,
    get produced() {
      return produced;
    },
  };
}

function hasZlibHeader(block: Uint8Array): boolean {
  const [method = 0, flags = 0] = block;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
}

/** Adler-32 of a stream (RFC 1950). The sums are reduced before they could exceed 32 bits. */
function adler32() {
  let a = 1;
  let b = 0;
  return {
    add(data: Uint8Array) {
      for (let at = 0; at < data.length; at += 3800) {
        for (const byte of data.subarray(at, at + 3800)) {
          a += byte;
          b += a;
        }
        a %= 65521;
        b %= 65521;
      }
    },
    value: () => b * 65536 + a,
  };
}
