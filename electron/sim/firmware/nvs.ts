import { viewOf } from '../../core/bytes/byte-view.ts';
import { crc32Rom } from '../../core/bytes/crc32.ts';
import { encodeFixedText } from '../../core/bytes/fixed-text.ts';
import { encryptXts } from './aes-xts.ts';

/** A value that an app stored. */
export type NvsValue =
  | { readonly type: 'u8' | 'u16' | 'u32'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'blob'; readonly value: Uint8Array };

/** Values by key, by namespace. */
export type NvsContent = Readonly<Record<string, Readonly<Record<string, NvsValue>>>>;

export interface NvsOptions {
  /** 1 as written up to ESP-IDF v3.1, 2 since v3.2 (FORMATS §5.1). */
  readonly formatVersion: 1 | 2;
  /** Bytes of the partition; a multiple of 4096. */
  readonly size: number;
}

const pageLength = 4096;
const entryLength = 32;
const firstEntry = 64;
const entriesPerPage = 126;
const noChunk = 0xff;
const types = { u8: 0x01, u16: 0x02, u32: 0x04, string: 0x21, blobV1: 0x41, blobData: 0x42, blobIndex: 0x48 } as const;
const widths = { u8: 1, u16: 2, u32: 4 } as const;

/** Writes a partition as the NVS library does: entries in order, a new page when one is full, a spare page always left. */
export function encodeNvs(content: NvsContent, { formatVersion, size }: NvsOptions): Uint8Array<ArrayBuffer> {
  const writer = new NvsWriter(new Uint8Array(size).fill(0xff), formatVersion);
  for (const [index, [namespace, values]] of Object.entries(content).entries()) {
    writer.number(0, namespace, 'u8', index + 1);
    for (const [key, value] of Object.entries(values)) writer.value(index + 1, key, value);
  }
  return writer.finish();
}

/** Holds the page and the entry at which the next item goes. */
class NvsWriter {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #formatVersion: 1 | 2;
  #page = -1;
  #entry = entriesPerPage;

  constructor(bytes: Uint8Array<ArrayBuffer>, formatVersion: 1 | 2) {
    this.#bytes = bytes;
    this.#formatVersion = formatVersion;
  }

  value(namespace: number, key: string, item: NvsValue): void {
    if (item.type === 'string')
      this.#payload(namespace, key, types.string, new TextEncoder().encode(`${item.value}\0`));
    else if (item.type === 'blob') this.#blob(namespace, key, item.value);
    else this.number(namespace, key, item.type, item.value);
  }

  number(namespace: number, key: string, type: 'u8' | 'u16' | 'u32', value: number): void {
    const data = new Uint8Array(8).fill(0xff);
    const little = new Uint8Array(Uint32Array.of(value).buffer).subarray(0, widths[type]);
    data.set(little);
    this.#put(encodeEntry(namespace, types[type], 1, noChunk, key, data), new Uint8Array(0));
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Format 1 keeps a blob on one page; format 2 cuts it where pages end and adds an index. */
  #blob(namespace: number, key: string, value: Uint8Array): void {
    if (this.#formatVersion === 1) {
      this.#payload(namespace, key, types.blobV1, value);
      return;
    }
    let chunk = 0;
    for (let at = 0; at < value.length || chunk === 0; chunk++) {
      if (this.#entry > entriesPerPage - 2) this.#nextPage();
      const room = (entriesPerPage - this.#entry - 1) * entryLength;
      this.#payload(namespace, key, types.blobData, value.subarray(at, at + room), chunk);
      at += room;
    }
    const data = new Uint8Array(8).fill(0xff);
    viewOf(data).setUint32(0, value.length, true);
    data.set([chunk, 0], 4);
    this.#put(encodeEntry(namespace, types.blobIndex, 1, noChunk, key, data), new Uint8Array(0));
  }

  #payload(namespace: number, key: string, type: number, payload: Uint8Array, chunk = noChunk): void {
    const span = 1 + Math.ceil(payload.length / entryLength);
    const data = new Uint8Array(8).fill(0xff);
    viewOf(data).setUint16(0, payload.length, true);
    viewOf(data).setUint32(4, crc32Rom(payload), true);
    this.#put(encodeEntry(namespace, type, span, chunk, key, data), payload);
  }

  #put(entry: Uint8Array, payload: Uint8Array): void {
    const span = entry[2] ?? 1;
    if (span > entriesPerPage) throw new RangeError('the value does not fit a page');
    if (this.#entry + span > entriesPerPage) this.#nextPage();
    const page = this.#bytes.subarray(this.#page * pageLength, (this.#page + 1) * pageLength);
    const at = firstEntry + this.#entry * entryLength;
    page.set(entry, at);
    page.set(payload, at + entryLength);
    for (let index = this.#entry; index < this.#entry + span; index++) markWritten(page, index);
    this.#entry += span;
  }

  #nextPage(): void {
    if (this.#page >= 0) viewOf(this.#bytes).setUint32(this.#page * pageLength, 0xfffffffc, true); // full
    this.#page++;
    this.#entry = 0;
    if ((this.#page + 1) * pageLength > this.#bytes.length) throw new RangeError('NVS partition is full');
    const page = this.#bytes.subarray(this.#page * pageLength);
    const view = viewOf(page);
    view.setUint32(0, 0xfffffffe, true); // active
    view.setUint32(4, this.#page, true);
    view.setUint8(8, this.#formatVersion === 1 ? 0xff : 0xfe);
    view.setUint32(28, crc32Rom(page.subarray(4, 28)), true);
  }
}

function encodeEntry(namespace: number, type: number, span: number, chunk: number, key: string, data: Uint8Array) {
  const entry = new Uint8Array(entryLength);
  entry.set([namespace, type, span, chunk]);
  entry.set(encodeFixedText(key, 15), 8);
  entry.set(data, 24);
  const covered = new Uint8Array(entryLength - 4);
  covered.set(entry.subarray(0, 4));
  covered.set(entry.subarray(8), 4);
  viewOf(entry).setUint32(4, crc32Rom(covered), true);
  return entry;
}

/** 11 → 10 in the bitmap behind the page's header. */
function markWritten(page: Uint8Array, index: number): void {
  const at = entryLength + (index >> 2);
  page[at] = (page[at] ?? 0xff) & ~(1 << ((index & 3) * 2));
}

function isWritten(page: Uint8Array, index: number): boolean {
  return (((page[entryLength + (index >> 2)] ?? 0xff) >> ((index & 3) * 2)) & 3) === 2;
}

/**
 * Encrypts the entries of a partition in place: XTS-AES-256 per entry, the tweak its byte offset in the partition; page
 * headers and bitmaps stay plain (FORMATS §5.6). `key` is eky ‖ tky, 64 bytes.
 */
export function encryptNvs(partition: Uint8Array, key: Uint8Array): void {
  for (let start = 0; start < partition.length; start += pageLength) {
    const page = partition.subarray(start, start + pageLength);
    for (let index = 0; index < entriesPerPage; index++) {
      const at = firstEntry + index * entryLength;
      const entry = page.subarray(at, at + entryLength);
      if (isWritten(page, index)) entry.set(encryptEntry(entry, start + at, key));
    }
  }
}

function encryptEntry(entry: Uint8Array, offset: number, key: Uint8Array): Uint8Array {
  const tweak = new Uint8Array(16);
  viewOf(tweak).setUint32(0, offset, true);
  return encryptXts(key, tweak, entry);
}
