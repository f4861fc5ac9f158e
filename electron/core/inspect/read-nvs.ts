import { isErased, viewOf } from '../bytes/byte-view.ts';
import { readTerminatedText } from '../bytes/fixed-text.ts';
import { type NvsEntry, type NvsPartition, parseNvs } from '../formats/nvs.ts';
import { nvsPageLength } from '../formats/nvs-page.ts';
import { dataSubtype, type PartitionEntry, partitionType } from '../formats/partition-table.ts';
import { known, unknown } from './fact.ts';
import type { Fact, NvsFacts, UnknownReason } from './facts.ts';
import type { FlashReader } from './flash-reader.ts';

/** An NVS partition as read. Its entries hold secrets: they are looked at here and in `read-trust.ts`, and never become facts. */
export interface NvsReading {
  readonly facts: NvsFacts;
  readonly entries: readonly NvsEntry[];
}

const headLength = 64;
const entryLength = 32;
const bitmapAt = 32;
const entriesPerPage = 126;
/** 2 MiB: what the parser takes, and a hundred times what products have. */
const maxPages = 512;

export function isNvs({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.data && subtype === dataSubtype.nvs;
}

/**
 * Reads an NVS partition as far as its pages are used: an erased page costs its first 64 bytes. On an
 * encrypted unit what does not parse is taken for ciphertext.
 */
export async function readNvs(
  flash: FlashReader,
  partition: PartitionEntry,
  isEncryptedUnit: boolean,
): Promise<NvsReading> {
  const size = Math.min(partition.size, flash.size - partition.offset);
  const pages = Math.max(0, Math.floor(size / nvsPageLength));
  if (pages > maxPages) return damagedNvs(partition, pages, 'not-supported');
  const bytes = new Uint8Array(pages * nvsPageLength).fill(0xff);
  for (let page = 0; page < pages; page++) {
    const at = page * nvsPageLength;
    const head = await flash.read(partition.offset + at, headLength);
    bytes.set(head, at);
    const used = usedLength(head);
    if (used > 0) bytes.set(await flash.read(partition.offset + at + headLength, used), at + headLength);
  }
  const parsed = parseNvs(bytes);
  if (!parsed.ok) return damagedNvs(partition, pages, isEncryptedUnit ? 'encrypted' : 'damaged');
  return { facts: nvsFacts(partition, parsed.value), entries: parsed.value.entries };
}

/** Bytes behind the head up to the last entry that the bitmap does not call empty. */
function usedLength(head: Uint8Array): number {
  if (isErased(head)) return 0;
  let index = entriesPerPage;
  while (index > 0 && markOf(head, index - 1) === 3) index--;
  return index * entryLength;
}

function markOf(head: Uint8Array, index: number): number {
  return ((head[bitmapAt + (index >> 2)] ?? 0xff) >> ((index & 3) * 2)) & 3;
}

function nvsFacts({ label }: PartitionEntry, nvs: NvsPartition): NvsFacts {
  return {
    partition: label,
    namespaces: nvs.namespaces,
    formatVersion: nvs.formatVersion === undefined ? unknown('not-present') : known(nvs.formatVersion),
    encrypted: known(nvs.encrypted),
    freePages: nvs.freePages,
    pages: nvs.pages,
  };
}

function damagedNvs({ label }: PartitionEntry, pages: number, reason: UnknownReason): NvsReading {
  const fact = unknown<never>(reason);
  const facts = { partition: label, namespaces: [], formatVersion: fact, encrypted: fact, freePages: 0, pages };
  return { facts, entries: [] };
}

/** Whether a network's name is stored (FORMATS §5.5); the name itself is not looked at. */
export function hasWifiCredentials(readings: readonly NvsReading[]): Fact<boolean> {
  const stored = readings.some(({ entries }) => entries.some(isStoredSsid));
  if (stored) return known(true);
  const [hidden] = readings.filter(({ facts }) => !facts.encrypted.known || facts.encrypted.value);
  if (hidden !== undefined) return unknown(hidden.facts.encrypted.known ? 'encrypted' : hidden.facts.encrypted.reason);
  return readings.length === 0 ? unknown('not-present') : known(false);
}

/** `sta.ssid` is a length and 32 bytes. */
function isStoredSsid({ namespace, key, value }: NvsEntry): boolean {
  if (namespace !== 'nvs.net80211' || key !== 'sta.ssid' || value.length < 4) return false;
  const length = viewOf(value).getUint32(0, true);
  return length > 0 && length <= 32;
}

const versionKey = /^(?:fw|ota|app|firmware|sw)?_?ver(?:sion)?$/i;
const versionText = /^v?\d{1,5}(?:\.\d{1,5}){1,3}(?:[-+][\w.+-]{1,32})?$/;

/** Versions that firmware keeps under a key that says so: often of its last update attempt. Anything else stays where it is. */
export function nvsVersions(readings: readonly NvsReading[]): string[] {
  const texts = readings.flatMap(({ entries }) =>
    entries
      .filter(({ key, type, intact }) => type === 'string' && intact && versionKey.test(key))
      .map(({ value }) => readTerminatedText(value) ?? ''),
  );
  return [...new Set(texts.filter((text) => versionText.test(text)))];
}

/** First bytes of a page in use: its state, and 19 bytes that are always erased (FORMATS §5.4). */
function beginsPage(head: Uint8Array): boolean {
  const state = head.length < headLength ? 0 : viewOf(head).getUint32(0, true);
  const isUsed = state === 0xfffffffe || state === 0xfffffffc || state === 0xfffffff8;
  return isUsed && isErased(head.subarray(9, 28));
}

/**
 * NVS pages found without a table, as on a unit whose table is encrypted: from the first to the last page in use, in the
 * region where the partition usually is. Free pages behind them are not told from free space. The label is made up.
 */
export async function findNvsWithoutTable(flash: FlashReader): Promise<PartitionEntry | undefined> {
  const [start, end] = [0x9000, 0x20000];
  let first: number | undefined;
  let last = start;
  for (let offset = start; offset < end; offset += nvsPageLength) {
    const head = await flash.read(offset, headLength);
    if (beginsPage(head)) {
      first ??= offset;
      last = offset + nvsPageLength;
    } else if (first !== undefined && !isErased(head)) break;
  }
  if (first === undefined) return undefined;
  return {
    label: `nvs@0x${first.toString(16)}`,
    type: partitionType.data,
    subtype: dataSubtype.nvs,
    offset: first,
    size: last - first,
    encrypted: false,
    readonly: false,
  };
}
