import { viewOf } from '../bytes/byte-view.ts';
import { encodeHex } from '../bytes/hex.ts';
import type { Chip } from '../chips/chip.ts';
import {
  type AppDescriptor,
  appDescriptorLength,
  descriptorOffset,
  parseAppDescriptor,
} from '../formats/app-descriptor.ts';
import type { ImageSegment } from '../formats/app-image.ts';
import { type ImageHeader, imageHeaderLength, parseImageHeader } from '../formats/image-header.ts';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';
import { type FlashReader, type FlashSpan, joinSpans } from './flash-reader.ts';

/** What a few hundred bytes tell of an image: its parts and, where one is appended, its identity. Not whether its bytes are sound. */
export interface ImageOutline {
  readonly header: ImageHeader;
  readonly segments: readonly ImageSegment[];
  /** Bytes through checksum and appended digest. */
  readonly length: number;
  readonly appendedDigest: string | undefined;
  readonly descriptor: AppDescriptor | undefined;
}

const digestLength = 32;
/** Header, first segment header and app descriptor: one read. */
const firstRead = descriptorOffset + appDescriptorLength;
/** Empty segments follow each other closely: a few more bytes often save the next read. */
const lookAhead = 64;

/**
 * Walks an image's segment headers in flash without reading what is between them (FORMATS §2.2, §2.3). `limit` is the
 * room it may take; an image that does not fit is malformed.
 */
export async function readImageOutline(
  flash: FlashReader,
  offset: number,
  limit: number,
  chip: Chip,
): Promise<Parsed<ImageOutline>> {
  const read = windowedReader(flash, offset, limit);
  const head = await read(0, Math.min(firstRead, limit));
  const header = parseImageHeader(head);
  if (!header.ok) return header;
  const segments = await readSegments(read, header.value.segmentCount, limit);
  if (!segments.ok) return segments;
  const last = segments.value.at(-1);
  const checksumAt = (last ? last.fileOffset + last.length : imageHeaderLength) | 15;
  const length = checksumAt + 1 + (header.value.hashAppended ? digestLength : 0);
  if (length > limit) return malformed('image.truncated', limit, { needed: length });
  const digest = header.value.hashAppended ? await read(checksumAt + 1, digestLength) : undefined;
  return parsed({
    header: header.value,
    segments: segments.value,
    length,
    appendedDigest: digest && encodeHex(digest),
    descriptor: descriptorIn(head, segments.value, chip),
  });
}

type ReadAt = (at: number, length: number) => Promise<Uint8Array>;

/** Keeps the last piece read, so that neighbouring headers cost one read. */
function windowedReader(flash: FlashReader, offset: number, limit: number): ReadAt {
  let window: Uint8Array = new Uint8Array(0);
  let windowAt = 0;
  return async (at, length) => {
    if (at < windowAt || at + length > windowAt + window.length) {
      window = await flash.read(offset + at, Math.min(Math.max(length, lookAhead), limit - at));
      windowAt = at;
    }
    return window.subarray(at - windowAt, at - windowAt + length);
  };
}

async function readSegments(read: ReadAt, count: number, limit: number): Promise<Parsed<ImageSegment[]>> {
  const segments: ImageSegment[] = [];
  let at = imageHeaderLength;
  for (let index = 0; index < count; index++) {
    const header = await read(at, 8);
    if (header.length < 8) return malformed('image.truncated', at, { segment: index });
    const view = viewOf(header);
    const length = view.getUint32(4, true);
    segments.push({ loadAddress: view.getUint32(0, true), fileOffset: at + 8, length });
    at += 8 + length;
    if (at >= limit) return malformed('image.truncated', limit, { segment: index });
  }
  return parsed(segments);
}

/** A descriptor stands at the start of flash rodata (FORMATS §3.1). */
function descriptorIn(head: Uint8Array, segments: readonly ImageSegment[], chip: Chip): AppDescriptor | undefined {
  const first = segments[0];
  if (first === undefined || first.loadAddress < chip.drom[0] || first.loadAddress >= chip.drom[1]) return undefined;
  const descriptor = parseAppDescriptor(head.subarray(descriptorOffset));
  return descriptor.ok ? descriptor.value : undefined;
}

/** A gap between two segments that costs less to read than a second call does. */
const gapWorthReading = 400;

/**
 * The spans of an image, in bytes from its start, that can hold strings and certificates: flash rodata and data RAM.
 * Code in flash and in instruction RAM is left out: constants that the CPU reads byte by byte cannot be there.
 */
export function dataSpans(outline: ImageOutline, chip: Chip): FlashSpan[] {
  const isData = ({ loadAddress }: ImageSegment) =>
    loadAddress !== 0 && !isWithin(loadAddress, chip.irom) && !isWithin(loadAddress, instructionBus);
  const spans = outline.segments.filter(isData).map(({ fileOffset, length }) => ({ offset: fileOffset, length }));
  return joinSpans(
    spans.filter(({ length }) => length > 0),
    gapWorthReading,
  );
}

/** Where both chips map RAM for instruction fetches. */
const instructionBus = [0x40000000, 0x50000000] as const;

function isWithin(address: number, [first, end]: readonly [number, number]): boolean {
  return address >= first && address < end;
}
