import { viewOf } from '../bytes/byte-view.ts';
import { crc32Rom } from '../bytes/crc32.ts';
import { readTerminatedText } from '../bytes/fixed-text.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

export const nvsPageLength = 0x1000;
const entryLength = 32;
const firstEntry = 64;
const entriesPerPage = 126;

/** Types that stand in an entry (FORMATS §5.2). `blob` is the single-page blob of format 1. */
export type NvsItemType =
  | 'u8'
  | 'i8'
  | 'u16'
  | 'i16'
  | 'u32'
  | 'i32'
  | 'u64'
  | 'i64'
  | 'string'
  | 'blob'
  | 'blob-data'
  | 'blob-index';

const types = new Map<number, { readonly name: NvsItemType; readonly width: number }>([
  [0x01, { name: 'u8', width: 1 }],
  [0x11, { name: 'i8', width: 1 }],
  [0x02, { name: 'u16', width: 2 }],
  [0x12, { name: 'i16', width: 2 }],
  [0x04, { name: 'u32', width: 4 }],
  [0x14, { name: 'i32', width: 4 }],
  [0x08, { name: 'u64', width: 8 }],
  [0x18, { name: 'i64', width: 8 }],
  [0x21, { name: 'string', width: 0 }],
  [0x41, { name: 'blob', width: 0 }],
  [0x42, { name: 'blob-data', width: 0 }],
  [0x48, { name: 'blob-index', width: 8 }],
]);

/** One item of a page: an entry whose CRC holds, with the payload of the entries behind it. */
export interface NvsItem {
  readonly namespaceIndex: number;
  readonly key: string;
  readonly type: NvsItemType;
  /** Number of the piece of a multi-page blob; 0xFF for everything else. */
  readonly chunkIndex: number;
  /** The value's bytes, little-endian for numbers; a view into the page. */
  readonly value: Uint8Array;
  /** False where the payload's CRC fails, as after a power cut in mid-write. */
  readonly intact: boolean;
}

/** A page in use (FORMATS §5.1). */
export interface NvsPage {
  readonly state: 'active' | 'full' | 'freeing' | 'corrupt';
  readonly sequence: number;
  readonly formatVersion: 1 | 2;
  readonly items: readonly NvsItem[];
  /** Items whose bitmap says erased: their bytes are evidence of the past, not values. */
  readonly erased: readonly NvsItem[];
  /** Entries that are marked written and are no entries: all of them under NVS encryption. */
  readonly unreadable: number;
}

const states = new Map<number, NvsPage['state']>([
  [0xfffffffe, 'active'],
  [0xfffffffc, 'full'],
  [0xfffffff8, 'freeing'],
  [0xfffffff0, 'corrupt'],
]);
const formatVersions = new Map<number, 1 | 2>([
  [0xff, 1],
  [0xfe, 2],
]);

/** Parses one page of 4096 bytes that is neither erased nor invalidated. */
export function parseNvsPage(page: Uint8Array): Parsed<NvsPage> {
  if (page.length < nvsPageLength) return malformed('nvs.page-truncated', page.length);
  const view = viewOf(page);
  const state = states.get(view.getUint32(0, true));
  if (state === undefined) return malformed('nvs.page-state', 0);
  const formatVersion = formatVersions.get(view.getUint8(8));
  if (formatVersion === undefined) return malformed('nvs.page-version', 8, { found: view.getUint8(8) });
  if (view.getUint32(28, true) !== crc32Rom(page.subarray(4, 28))) return malformed('nvs.page-crc', 28);
  return parsed({ state, sequence: view.getUint32(4, true), formatVersion, ...walkEntries(page) });
}

function walkEntries(page: Uint8Array): Pick<NvsPage, 'items' | 'erased' | 'unreadable'> {
  const items: NvsItem[] = [];
  const erased: NvsItem[] = [];
  let unreadable = 0;
  for (let index = 0; index < entriesPerPage; ) {
    const mark = entryMark(page, index);
    const found = mark === 'written' || mark === 'erased' ? readItem(page, index) : undefined;
    if (found) (mark === 'written' ? items : erased).push(found.item);
    else if (mark === 'written') unreadable++;
    index += found?.span ?? 1;
  }
  return { items, erased, unreadable };
}

function entryMark(page: Uint8Array, index: number): 'empty' | 'written' | 'erased' | 'illegal' {
  const bits = ((page[entryLength + (index >> 2)] ?? 0) >> ((index & 3) * 2)) & 3;
  return bits === 3 ? 'empty' : bits === 2 ? 'written' : bits === 0 ? 'erased' : 'illegal';
}

/** Undefined where the bytes are no entry: CRC, type, key and span must all fit. */
function readItem(page: Uint8Array, index: number): { item: NvsItem; span: number } | undefined {
  const at = firstEntry + index * entryLength;
  const entry = page.subarray(at, at + entryLength);
  const view = viewOf(entry);
  const type = types.get(view.getUint8(1));
  const span = view.getUint8(2);
  const key = readTerminatedText(entry.subarray(8, 24));
  if (view.getUint32(4, true) !== entryCrc(entry) || type === undefined || key === undefined) return undefined;
  if (span === 0 || index + span > entriesPerPage) return undefined;
  const head = { namespaceIndex: view.getUint8(0), key, type: type.name, chunkIndex: view.getUint8(3) };
  if (type.width > 0) {
    return { item: { ...head, value: entry.subarray(24, 24 + type.width), intact: true }, span };
  }
  const size = view.getUint16(24, true);
  if (size > (span - 1) * entryLength) return undefined;
  const value = page.subarray(at + entryLength, at + entryLength + size);
  return { item: { ...head, value, intact: view.getUint32(28, true) === crc32Rom(value) }, span };
}

/** The CRC leaves out its own four bytes. */
function entryCrc(entry: Uint8Array): number {
  const covered = new Uint8Array(entryLength - 4);
  covered.set(entry.subarray(0, 4));
  covered.set(entry.subarray(8), 4);
  return crc32Rom(covered);
}
