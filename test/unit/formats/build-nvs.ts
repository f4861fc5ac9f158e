import { crc32Rom } from '../../../electron/core/bytes/crc32.ts';

/** Lays entries out in one NVS page, written independently of the parser (FORMATS §5.1). */
export class NvsPageBuilder {
  readonly #page = new Uint8Array(0x1000).fill(0xff);
  #next = 0;

  constructor(options: { sequence?: number; version?: 1 | 2; state?: number }) {
    const view = new DataView(this.#page.buffer);
    view.setUint32(0, options.state ?? 0xfffffffe, true);
    view.setUint32(4, options.sequence ?? 0, true);
    this.#page[8] = options.version === 1 ? 0xff : 0xfe;
    view.setUint32(28, crc32Rom(this.#page.subarray(4, 28)), true);
  }

  add(entry: Uint8Array, mark: 'written' | 'erased' = 'written'): this {
    const count = Math.ceil(entry.length / 32);
    this.#page.set(entry, 64 + this.#next * 32);
    for (let index = this.#next; index < this.#next + count; index++) {
      const at = 32 + (index >> 2);
      const clear = mark === 'written' ? 1 : 3;
      this.#page[at] = (this.#page[at] ?? 0) & ~(clear << ((index & 3) * 2));
    }
    this.#next += count;
    return this;
  }

  build(): Uint8Array<ArrayBuffer> {
    return this.#page.slice();
  }
}

/** A U8 entry; in namespace 0 it defines a namespace. */
export function numberEntry(namespace: number, key: string, value: number): Uint8Array<ArrayBuffer> {
  return entry({ namespace, type: 0x01, key, data: [value] });
}

export function textEntry(namespace: number, key: string, text: string): Uint8Array<ArrayBuffer> {
  return payloadEntry(namespace, 0x21, key, new TextEncoder().encode(`${text}\0`), 0xff);
}

/** The index and the pieces of a multi-page blob, each piece as large as a page allows. */
export function blobPieces(
  namespace: number,
  key: string,
  value: Uint8Array,
  start: number,
): [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>] {
  const first = value.subarray(0, 3900);
  const second = value.subarray(3900);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, value.length, true);
  const count = second.length > 0 ? 2 : 1;
  return [
    entry({ namespace, type: 0x48, key, data: [...size, count, start, 0xff, 0xff] }),
    payloadEntry(namespace, 0x42, key, first, start),
    payloadEntry(namespace, 0x42, key, second, start + 1),
  ];
}

function payloadEntry(namespace: number, type: number, key: string, payload: Uint8Array, chunk: number) {
  const size = new Uint8Array(8).fill(0xff);
  const view = new DataView(size.buffer);
  view.setUint16(0, payload.length, true);
  view.setUint32(4, crc32Rom(payload), true);
  const span = 1 + Math.ceil(payload.length / 32);
  const whole = new Uint8Array(span * 32).fill(0xff);
  whole.set(entry({ namespace, type, key, data: [...size], span, chunk }));
  whole.set(payload, 32);
  return whole;
}

function entry(fields: {
  namespace: number;
  type: number;
  key: string;
  data: readonly number[];
  span?: number;
  chunk?: number;
}): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32).fill(0xff);
  bytes.set([fields.namespace, fields.type, fields.span ?? 1, fields.chunk ?? 0xff]);
  bytes.fill(0, 8, 24);
  bytes.set(new TextEncoder().encode(fields.key), 8);
  bytes.set(fields.data, 24);
  const covered = Uint8Array.from([...bytes.subarray(0, 4), ...bytes.subarray(8)]);
  new DataView(bytes.buffer).setUint32(4, crc32Rom(covered), true);
  return bytes;
}
