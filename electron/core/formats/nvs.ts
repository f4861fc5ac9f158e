import { isErased, viewOf } from '../bytes/byte-view.ts';
import { concatBytes } from '../bytes/concat-bytes.ts';
import { type NvsItem, type NvsItemType, type NvsPage, nvsPageLength, parseNvsPage } from './nvs-page.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** A value of the partition. Values may be secrets: they stay bytes and never leave the module that asked for them. */
export interface NvsEntry {
  /** Empty where the namespace's own entry is gone. */
  readonly namespace: string;
  readonly key: string;
  /** `blob` whichever format it is stored in; pieces of blobs occur only among erased entries. */
  readonly type: NvsItemType;
  /** Little-endian for numbers, with its NUL for strings. */
  readonly value: Uint8Array;
  /** False where a CRC fails or a piece of a blob is missing. */
  readonly intact: boolean;
}

export interface NvsPartition {
  /** Pages in all. */
  readonly pages: number;
  /** Erased pages: without one the app's NVS library gives up and many apps then erase everything (FORMATS §5.5). */
  readonly freePages: number;
  /** Pages that are neither free nor readable. */
  readonly damagedPages: number;
  /** 2 as soon as one page is; undefined where no page is in use. */
  readonly formatVersion: 1 | 2 | undefined;
  /** Every written entry is ciphertext (FORMATS §5.6). */
  readonly encrypted: boolean;
  readonly namespaces: readonly string[];
  readonly entries: readonly NvsEntry[];
  /** What was deleted or replaced and still stands in flash. */
  readonly erased: readonly NvsEntry[];
}

const maxLength = 0x200000;

/** Parses a whole NVS partition (FORMATS §5.3). An erased one is sound and empty; bytes without any page are refused. */
export function parseNvs(bytes: Uint8Array): Parsed<NvsPartition> {
  if (bytes.length > maxLength) return malformed('nvs.too-large', maxLength, { length: bytes.length });
  const total = Math.floor(bytes.length / nvsPageLength);
  if (total === 0) return malformed('nvs.truncated', bytes.length);
  const pages: NvsPage[] = [];
  let freePages = 0;
  for (let index = 0; index < total; index++) {
    const page = bytes.subarray(index * nvsPageLength, (index + 1) * nvsPageLength);
    const result = parseNvsPage(page);
    if (result.ok) pages.push(result.value);
    else if (isErased(page)) freePages++;
  }
  const live = pages.filter(({ state }) => state !== 'corrupt').sort((a, b) => a.sequence - b.sequence);
  if (live.length === 0 && freePages === 0) return malformed('nvs.no-page', 0);
  return parsed({
    pages: total,
    freePages,
    damagedPages: total - live.length - freePages,
    formatVersion: formatVersionOf(live),
    encrypted: live.some(({ unreadable }) => unreadable > 0) && live.every(({ items }) => items.length === 0),
    ...collectEntries(live, pages),
  });
}

function formatVersionOf(pages: readonly NvsPage[]): 1 | 2 | undefined {
  if (pages.length === 0) return undefined;
  return pages.some(({ formatVersion }) => formatVersion === 2) ? 2 : 1;
}

/** `live` in ascending sequence: what comes later replaces what came before. The library ignores corrupt pages: their items count as erased. */
function collectEntries(
  live: readonly NvsPage[],
  all: readonly NvsPage[],
): Pick<NvsPartition, 'namespaces' | 'entries' | 'erased'> {
  const current = new Map(live.flatMap(({ items }) => items.map((item) => [identityOf(item), item] as const)));
  const gone = all.flatMap(({ state, items, erased }) => (state === 'corrupt' ? [...erased, ...items] : erased));
  const names = namesOf([...current.values()]);
  const pastNames = new Map([...namesOf(gone), ...names]);
  const entries = [...current.values()].flatMap((item) => entryOf(item, names, current) ?? []);
  const erased = gone.filter(isValue).map((item) => describeItem(item, pastNames));
  return { namespaces: [...new Set(names.values())], entries, erased };
}

function identityOf({ namespaceIndex, type, key, chunkIndex }: NvsItem): string {
  return `${namespaceIndex}/${type}/${chunkIndex}/${key}`;
}

/** Namespaces are themselves entries, of namespace 0. */
function namesOf(items: readonly NvsItem[]): Map<number, string> {
  const definitions = items.filter((item) => item.namespaceIndex === 0 && item.type === 'u8');
  return new Map(definitions.map(({ key, value }) => [value[0] ?? 0, key]));
}

function isValue({ namespaceIndex }: NvsItem): boolean {
  return namespaceIndex !== 0;
}

function entryOf(
  item: NvsItem,
  names: ReadonlyMap<number, string>,
  current: ReadonlyMap<string, NvsItem>,
): NvsEntry | undefined {
  if (!isValue(item) || item.type === 'blob-data') return undefined;
  const entry = describeItem(item, names);
  return item.type === 'blob-index' ? { ...entry, type: 'blob', ...assembleBlob(item, current) } : entry;
}

function describeItem(item: NvsItem, names: ReadonlyMap<number, string>): NvsEntry {
  const { key, type, value, intact } = item;
  return { namespace: names.get(item.namespaceIndex) ?? '', key, type, value, intact };
}

/** The pieces that a blob's index names, in their order, from whichever pages hold them. */
function assembleBlob(index: NvsItem, current: ReadonlyMap<string, NvsItem>): Pick<NvsEntry, 'value' | 'intact'> {
  const view = viewOf(index.value);
  const size = view.getUint32(0, true);
  const count = view.getUint8(4);
  const start = view.getUint8(5);
  const pieces = Array.from({ length: count }, (_, piece) =>
    current.get(identityOf({ ...index, type: 'blob-data', chunkIndex: start + piece })),
  ).filter((piece) => piece !== undefined);
  const value = concatBytes(pieces.map((piece) => piece.value));
  return { value, intact: pieces.length === count && value.length === size && pieces.every(({ intact }) => intact) };
}
