import { isErased, viewOf } from '../bytes/byte-view.ts';
import { concatBytes } from '../bytes/concat-bytes.ts';
import { readTerminatedText } from '../bytes/fixed-text.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';
import type { VolumeFile } from './volume.ts';

const blockLength = 0x1000;
const pageLengths = [256, 512, 1024];
const magicSeed = 0x20140529;
const maxLength = 0x1000000;
const pageHeaderLength = 5;
const indexBit = 0x8000;
/** Flags of a page that is written, closed, and neither deleted nor about to be; active low (FORMATS §6.1). */
const liveFlags = { mask: 0xc3, value: 0xc0 } as const;
const dataFlag = 0x04;
const name = { at: 13, length: 32 } as const;
/** Where the numbers of data pages begin: in an object's first index page behind name and time, in the others behind the header. */
const pageNumbersAt = { first: 49, other: 8 } as const;
const notWritten = 0xffffffff;

interface Volume {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly pageLength: number;
}

/** Index pages of an object, by span. */
type ObjectIndex = ReadonlyMap<number, Uint8Array>;

/**
 * The files of a SPIFFS partition (FORMATS §6.1), put together from their pages: no text longer than a page's 251 bytes
 * ever stands in one piece. Deleted files are left out. Problems are `spiffs.<reason>`.
 */
export function readSpiffsFiles(partition: Uint8Array): Parsed<readonly VolumeFile[]> {
  if (partition.length > maxLength) return malformed('spiffs.too-large', maxLength, { length: partition.length });
  const pageLength = pageLengths.find((length) => isFormatted(partition, length));
  if (pageLength === undefined) return malformed('spiffs.no-magic', 0);
  const volume: Volume = { bytes: partition, view: viewOf(partition), pageLength };
  return parsed([...readIndexes(volume)].flatMap(([objectId, index]) => readFile(volume, objectId, index) ?? []));
}

/** True where most blocks in use carry the magic number of this page size; a power cut leaves a block without. */
function isFormatted(partition: Uint8Array, pageLength: number): boolean {
  const blocks = Math.floor(partition.length / blockLength);
  let marked = 0;
  let used = 0;
  for (let block = 0; block < blocks; block++) {
    const lookup = partition.subarray(block * blockLength, block * blockLength + pageLength);
    const found = viewOf(lookup).getUint16(pageLength - 4, true);
    const magic = magicSeed ^ pageLength;
    if (found === ((magic ^ (blocks - block)) & 0xffff) || found === (magic & 0xffff)) marked++;
    if (!isErased(lookup)) used++;
  }
  return marked > 0 && marked * 2 >= used;
}

/** The live index pages of all objects; of two that claim the same place the first, as SPIFFS finds them. */
function readIndexes(volume: Volume): Map<number, Map<number, Uint8Array>> {
  const { bytes, view, pageLength } = volume;
  const indexes = new Map<number, Map<number, Uint8Array>>();
  for (let at = 0; at + pageLength <= bytes.length; at += pageLength) {
    const objectId = view.getUint16(at, true);
    const span = view.getUint16(at + 2, true);
    if ((objectId & indexBit) === 0 || !isLivePage(volume, at, objectId, span)) continue;
    const index = indexes.get(objectId) ?? new Map<number, Uint8Array>();
    indexes.set(objectId, index);
    if (!index.has(span)) index.set(span, bytes.subarray(at, at + pageLength));
  }
  return indexes;
}

/** True where the page at `at` is this piece of this object, by its own header and by its block's table. */
function isLivePage({ bytes, view, pageLength }: Volume, at: number, objectId: number, span: number): boolean {
  const pageInBlock = (at % blockLength) / pageLength;
  if (pageInBlock === 0 || at + pageLength > bytes.length) return false;
  const listedAt = at - (at % blockLength) + 2 * (pageInBlock - 1);
  const flags = view.getUint8(at + 4);
  return (
    view.getUint16(listedAt, true) === objectId &&
    view.getUint16(at, true) === objectId &&
    view.getUint16(at + 2, true) === span &&
    (flags & liveFlags.mask) === liveFlags.value &&
    ((flags & dataFlag) === 0) === ((objectId & indexBit) !== 0)
  );
}

/** Undefined where the object has no header page, or one that was never completed. */
function readFile(volume: Volume, indexId: number, index: ObjectIndex): VolumeFile | undefined {
  const header = index.get(0);
  const size = header && viewOf(header).getUint32(8, true);
  const path = header && readTerminatedText(header.subarray(name.at, name.at + name.length));
  if (size === undefined || size === notWritten || path === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const pageNumber of pageNumbers(index)) {
    const at = pageNumber * volume.pageLength;
    if (length >= size || !isLivePage(volume, at, indexId & ~indexBit, pieces.length)) break;
    const payload = volume.bytes.subarray(at + pageHeaderLength, at + volume.pageLength);
    pieces.push(payload.subarray(0, size - length));
    length += pieces.at(-1)?.length ?? 0;
  }
  return { path, bytes: concatBytes(pieces), intact: length === size };
}

/** Numbers of an object's data pages in the order of its content, up to the first index page that is missing. */
function* pageNumbers(index: ObjectIndex): Generator<number> {
  for (let span = 0; ; span++) {
    const page = index.get(span);
    if (page === undefined) return;
    const view = viewOf(page);
    const start = span === 0 ? pageNumbersAt.first : pageNumbersAt.other;
    for (let at = start; at + 2 <= page.length; at += 2) yield view.getUint16(at, true);
  }
}
