import { viewOf } from '../../core/bytes/byte-view.ts';
import { sha256 } from '../../core/bytes/digest.ts';
import { chips } from '../../core/chips/catalogue.ts';
import type { Chip, ChipFamily } from '../../core/chips/chip.ts';
import { imageHeaderLength, imageMagic } from '../../core/formats/image-header.ts';

/** Bytes that the bootloader maps or copies to a CPU address. */
export interface SegmentContent {
  readonly loadAddress: number;
  readonly data: Uint8Array;
}

/** What an image is made of (FORMATS §2). */
export interface ImageContent {
  readonly chip: ChipFamily;
  readonly segments: readonly SegmentContent[];
  readonly entryAddress: number;
  /** Bytes; a power of two from 1 MiB. */
  readonly flashSize: number;
  /** Whether the header has chip_id and the revision fields: not up to ESP-IDF v3.2.3. */
  readonly namesChip: boolean;
  /** `major * 100 + minor`. */
  readonly minRevision?: number;
  readonly maxRevision?: number;
  /** False leaves the SHA-256 out. */
  readonly hashAppended?: boolean;
}

const mappedPage = 0x10000;
const segmentHeaderLength = 8;
const flashModeDio = 2;
const noRevisionLimit = 0xffff;

/**
 * Encodes an image as elf2image lays it out: flash-mapped segments stand where file offset and address agree in their
 * low 16 bits, with padding segments in the gaps; then checksum and SHA-256.
 */
export function encodeImage(content: ImageContent): Uint8Array<ArrayBuffer> {
  const segments = alignMapped(chips[content.chip], content.segments);
  const end = segments.reduce((at, { data }) => at + segmentHeaderLength + roundUp(data.length, 4), imageHeaderLength);
  const checksumAt = end | 15;
  const hashAppended = content.hashAppended !== false;
  const image = new Uint8Array(checksumAt + 1 + (hashAppended ? 32 : 0));
  image.set(encodeHeader(content, segments.length));
  image[checksumAt] = writeSegments(image, segments);
  if (hashAppended) image.set(sha256(image.subarray(0, checksumAt + 1)), checksumAt + 1);
  return image;
}

function encodeHeader(content: ImageContent, segmentCount: number): Uint8Array {
  const header = new Uint8Array(imageHeaderLength);
  const view = viewOf(header);
  view.setUint8(0, imageMagic);
  view.setUint8(1, segmentCount);
  view.setUint8(2, flashModeDio);
  view.setUint8(3, Math.log2(content.flashSize / 0x100000) << 4);
  view.setUint32(4, content.entryAddress, true);
  view.setUint8(8, 0xee); // no WP pin
  if (content.namesChip) {
    view.setUint16(12, chips[content.chip].imageChipId, true);
    view.setUint16(15, content.minRevision ?? 0, true);
    view.setUint16(17, content.maxRevision ?? noRevisionLimit, true);
  }
  view.setUint8(23, content.hashAppended === false ? 0 : 1);
  return header;
}

/** Puts a padding segment (load address 0) before each mapped segment that would not stand on its place. */
function alignMapped(chip: Chip, segments: readonly SegmentContent[]): SegmentContent[] {
  const placed: SegmentContent[] = [];
  let at = imageHeaderLength;
  for (const segment of segments) {
    const dataAt = at + segmentHeaderLength;
    const gap = isMapped(chip, segment.loadAddress) ? (segment.loadAddress - dataAt) & (mappedPage - 1) : 0;
    if (gap > 0) {
      const length = gap >= segmentHeaderLength ? gap : gap + mappedPage;
      placed.push({ loadAddress: 0, data: new Uint8Array(length - segmentHeaderLength) });
      at += length;
    }
    placed.push(segment);
    at += segmentHeaderLength + roundUp(segment.data.length, 4);
  }
  return placed;
}

function isMapped(chip: Chip, address: number): boolean {
  return [chip.drom, chip.irom].some(([first, end]) => address >= first && address < end);
}

/** Writes the segments behind the header and returns their checksum. */
function writeSegments(image: Uint8Array, segments: readonly SegmentContent[]): number {
  const view = viewOf(image);
  let checksum = 0xef;
  let at = imageHeaderLength;
  for (const { loadAddress, data } of segments) {
    view.setUint32(at, loadAddress, true);
    view.setUint32(at + 4, roundUp(data.length, 4), true);
    at += segmentHeaderLength;
    image.set(data, at);
    for (const byte of data) checksum ^= byte;
    at += roundUp(data.length, 4);
  }
  return checksum;
}

function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
