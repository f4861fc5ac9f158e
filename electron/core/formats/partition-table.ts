import { sameBytes, viewOf } from '../bytes/byte-view.ts';
import { md5 } from '../bytes/digest.ts';
import { encodeFixedText, readFixedText } from '../bytes/fixed-text.ts';
import { maxFlashSize } from '../bytes/flash-offset.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** One row of the table (FORMATS §1.4). Unknown types and subtypes are kept as they are. */
export interface PartitionEntry {
  readonly label: string;
  readonly type: number;
  readonly subtype: number;
  /** Flash offset, bytes. */
  readonly offset: number;
  /** Bytes; old tables hold sizes that are no multiple of 4 KiB. */
  readonly size: number;
  readonly encrypted: boolean;
  readonly readonly: boolean;
}

export interface PartitionTable {
  readonly entries: readonly PartitionEntry[];
  /** `none`: built by ESP-IDF v3.0 or older, or with the option off. */
  readonly checksum: 'md5' | 'none';
}

/** Types and subtypes that the product acts on (FORMATS §1.5). */
export const partitionType = { app: 0x00, data: 0x01 } as const;
export const appSubtype = { factory: 0x00, ota0: 0x10, ota15: 0x1f, test: 0x20 } as const;
export const dataSubtype = { ota: 0x00, phy: 0x01, nvs: 0x02, coredump: 0x03, nvsKeys: 0x04, fat: 0x81 } as const;

/** Bytes of the table's sector that hold records; a signature may stand behind them (FORMATS §1.6). */
export const partitionTableLength = 0xc00;
const recordLength = 32;
const entryMagic = 0x50aa;
const md5Magic = 0xebeb;
const endMagic = 0xffff;

/** True for an app partition that otadata can select. */
export function isOtaSlot({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.app && subtype >= appSubtype.ota0 && subtype <= appSubtype.ota15;
}

/**
 * Parses a table at the start of the bytes. A file that ends before 0xC00 counts as terminated; a full sector must hold
 * the end record, as the bootloader demands. Tables whose entries overlap or reach beyond what a flash can have are
 * refused: no generator writes them and nothing may be written by them.
 */
export function parsePartitionTable(bytes: Uint8Array): Parsed<PartitionTable> {
  const table = bytes.subarray(0, partitionTableLength);
  const entries: PartitionEntry[] = [];
  let checksum: 'md5' | 'none' = 'none';
  let at = 0;
  for (; at + recordLength <= table.length; at += recordLength) {
    const record = table.subarray(at, at + recordLength);
    const magic = viewOf(record).getUint16(0, true);
    if (magic === endMagic && record[2] === 0xff && record[3] === 0xff) break;
    if (magic === md5Magic) {
      if (checksum === 'md5') return malformed('partition-table.second-md5', at);
      if (!sameBytes(record.subarray(16), md5(table.subarray(0, at)))) return malformed('partition-table.bad-md5', at);
      checksum = 'md5';
      continue;
    }
    if (magic !== entryMagic) return malformed('partition-table.bad-magic', at, { found: magic });
    const entry = parseEntry(record, at);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  if (at >= partitionTableLength) return malformed('partition-table.not-terminated', at);
  if (entries.length === 0) return malformed('partition-table.empty', 0);
  const overlap = findOverlap(entries);
  return overlap ?? parsed({ entries, checksum });
}

function parseEntry(record: Uint8Array, at: number): Parsed<PartitionEntry> {
  const view = viewOf(record);
  const label = readFixedText(record.subarray(12, 28));
  if (label === undefined) return malformed('partition-table.bad-label', at + 12);
  const offset = view.getUint32(4, true);
  const size = view.getUint32(8, true);
  if (offset + size > maxFlashSize) return malformed('partition-table.out-of-range', at + 4, { offset, size });
  const flags = view.getUint32(28, true);
  return parsed({
    label,
    type: view.getUint8(2),
    subtype: view.getUint8(3),
    offset,
    size,
    encrypted: (flags & 1) !== 0,
    readonly: (flags & 2) !== 0,
  });
}

function findOverlap(entries: readonly PartitionEntry[]) {
  const sorted = entries.filter(({ size }) => size > 0).sort((a, b) => a.offset - b.offset);
  for (const [index, entry] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && entry.offset + entry.size > next.offset) {
      return malformed('partition-table.overlap', 0, { first: entry.label, second: next.label });
    }
  }
  return undefined;
}

/**
 * The 0xC00 bytes of a table, padded with 0xFF. `md5: false` for bootloaders older than ESP-IDF v3.1, which refuse the
 * record (FORMATS §1.4). Throws RangeError where the entries do not fit or a label is longer than 16 bytes.
 */
export function encodePartitionTable(
  entries: readonly PartitionEntry[],
  options: { readonly md5: boolean },
): Uint8Array<ArrayBuffer> {
  const used = entries.length * recordLength;
  if (used + (options.md5 ? recordLength : 0) >= partitionTableLength) throw new RangeError('too many partitions');
  const table = new Uint8Array(partitionTableLength).fill(0xff);
  for (const [index, entry] of entries.entries()) table.set(encodeEntry(entry), index * recordLength);
  if (options.md5) {
    viewOf(table).setUint16(used, md5Magic, true);
    table.set(md5(table.subarray(0, used)), used + 16);
  }
  return table;
}

function encodeEntry(entry: PartitionEntry): Uint8Array {
  const record = new Uint8Array(recordLength);
  const view = viewOf(record);
  view.setUint16(0, entryMagic, true);
  record[2] = entry.type;
  record[3] = entry.subtype;
  view.setUint32(4, entry.offset, true);
  view.setUint32(8, entry.size, true);
  record.set(encodeFixedText(entry.label, 16), 12);
  view.setUint32(28, (entry.encrypted ? 1 : 0) | (entry.readonly ? 2 : 0), true);
  return record;
}
