import { sameBytes, viewOf } from '../bytes/byte-view.ts';
import { sha256 } from '../bytes/digest.ts';
import { encodeHex } from '../bytes/hex.ts';
import { chips } from '../chips/catalogue.ts';
import { type AppDescriptor, appDescriptorLength, descriptorOffset, parseAppDescriptor } from './app-descriptor.ts';
import { type ImageHeader, imageHeaderLength, parseImageHeader } from './image-header.ts';
import { findImageSignatures, type ImageSignature } from './image-signature.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** One piece of an image: bytes in the file and the CPU address they are mapped or copied to. */
export interface ImageSegment {
  readonly loadAddress: number;
  /** Byte position of the data in the image. */
  readonly fileOffset: number;
  readonly length: number;
}

/** A bootloader or app image (FORMATS §2). Whether it boots is `isBootable`; parsing alone only finds its parts. */
export interface AppImage {
  readonly header: ImageHeader;
  readonly segments: readonly ImageSegment[];
  /** Bytes through checksum and appended digest, without signature. */
  readonly length: number;
  readonly checksumValid: boolean;
  /** SHA-256 that follows the checksum; undefined where none is appended. */
  readonly appendedDigest?: string;
  readonly digestValid?: boolean;
  /** The image's identity: the appended digest, or where there is none the SHA-256 of all `length` bytes. */
  readonly sha256: string;
  /** Absent in apps of ESP-IDF v3.2 and older, in bootloaders, and wherever the texts are not texts. */
  readonly descriptor?: AppDescriptor;
  readonly signatures: readonly ImageSignature[];
}

const maxSegmentLength = 0x1000000;
const digestLength = 32;

/** True where the bootloader would accept the image: checksum, and digest where one is appended (FORMATS §2.3). */
export function isBootable(image: AppImage): boolean {
  return image.checksumValid && image.digestValid !== false;
}

/** Parses an image at the start of the bytes; what follows it (signature, rest of a partition) is left alone. */
export function parseAppImage(bytes: Uint8Array): Parsed<AppImage> {
  const header = parseImageHeader(bytes);
  if (!header.ok) return header;
  const segments = parseSegments(bytes, header.value.segmentCount);
  if (!segments.ok) return segments;
  const checksumAt = endOfSegments(segments.value) | 15;
  const hashedLength = checksumAt + 1;
  const length = hashedLength + (header.value.hashAppended ? digestLength : 0);
  if (length > bytes.length) return malformed('image.truncated', bytes.length, { needed: length });
  const descriptor = findDescriptor(bytes, header.value, segments.value);
  return parsed({
    header: header.value,
    segments: segments.value,
    length,
    checksumValid: bytes[checksumAt] === checksumOf(bytes, segments.value),
    ...digestsOf(bytes, hashedLength, header.value.hashAppended),
    ...(descriptor && { descriptor }),
    signatures: findImageSignatures(bytes, length),
  });
}

/** Walks the segment headers; every segment lies inside the bytes. */
function parseSegments(bytes: Uint8Array, count: number): Parsed<ImageSegment[]> {
  const view = viewOf(bytes);
  const segments: ImageSegment[] = [];
  let at = imageHeaderLength;
  for (let index = 0; index < count; index++) {
    if (at + 8 > bytes.length) return malformed('image.truncated', bytes.length, { segment: index });
    const length = view.getUint32(at + 4, true);
    if (length > maxSegmentLength) return malformed('image.bad-segment-length', at + 4, { segment: index, length });
    segments.push({ loadAddress: view.getUint32(at, true), fileOffset: at + 8, length });
    at += 8 + length;
    if (at > bytes.length) return malformed('image.truncated', bytes.length, { segment: index });
  }
  return parsed(segments);
}

function endOfSegments(segments: readonly ImageSegment[]): number {
  const last = segments.at(-1);
  return last ? last.fileOffset + last.length : imageHeaderLength;
}

/** All data bytes of the segments, XORed onto 0xEF. */
function checksumOf(bytes: Uint8Array, segments: readonly ImageSegment[]): number {
  let checksum = 0xef;
  for (const { fileOffset, length } of segments) {
    for (const byte of bytes.subarray(fileOffset, fileOffset + length)) checksum ^= byte;
  }
  return checksum;
}

function digestsOf(bytes: Uint8Array, hashedLength: number, appended: boolean) {
  const computed = sha256(bytes.subarray(0, hashedLength));
  if (!appended) return { sha256: encodeHex(computed) };
  const stored = bytes.subarray(hashedLength, hashedLength + digestLength);
  const appendedDigest = encodeHex(stored);
  return { appendedDigest, digestValid: sameBytes(stored, computed), sha256: appendedDigest };
}

/** A descriptor stands at the start of flash rodata: a first segment elsewhere cannot hold one (FORMATS §3.1). */
function findDescriptor(
  bytes: Uint8Array,
  header: ImageHeader,
  segments: readonly ImageSegment[],
): AppDescriptor | undefined {
  const first = segments[0];
  if (!first || first.length < appDescriptorLength) return undefined;
  const chip = Object.values(chips).find(({ imageChipId }) => imageChipId === header.chipId);
  if (chip && (first.loadAddress < chip.drom[0] || first.loadAddress >= chip.drom[1])) return undefined;
  const descriptor = parseAppDescriptor(bytes.subarray(descriptorOffset, descriptorOffset + appDescriptorLength));
  return descriptor.ok ? descriptor.value : undefined;
}
