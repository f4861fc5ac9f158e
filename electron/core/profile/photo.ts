import { viewOf } from '../bytes/byte-view.ts';
import { malformed, type Parsed, parsed } from '../formats/parsed.ts';

export type PhotoType = 'image/png' | 'image/jpeg' | 'image/webp';

export interface Photo {
  readonly type: PhotoType;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Bytes of one photo at most: as a data URL it has to fit into one message to the screens. */
export const maxPhotoLength = 2 << 20;
/** Pixels on each side at most: what is decoded takes four bytes a pixel, however small the file is. */
const maxSide = 4096;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads what a photo is and how large, by its own header and never by its name: PNG (W3C PNG §5, §11.2.1), JPEG (ITU T.81
 * §B.2) or WebP (RFC 9649). Formats that can hold script or addresses, such as SVG, are no photos.
 */
export function parsePhoto(bytes: Uint8Array): Parsed<Photo> {
  if (bytes.length > maxPhotoLength) return malformed('photo.too-large', 0, { size: bytes.length });
  for (const [type, read] of readers) {
    const size = read(bytes);
    if (size === undefined) continue;
    const { width, height } = size;
    const fits = width > 0 && height > 0 && width <= maxSide && height <= maxSide;
    return fits ? parsed({ type, width, height, bytes }) : malformed('photo.too-many-pixels', 0, { width, height });
  }
  return malformed('photo.unknown-kind', 0);
}

const readers: readonly (readonly [PhotoType, (bytes: Uint8Array) => Size | undefined])[] = [
  ['image/png', readPngSize],
  ['image/jpeg', readJpegSize],
  ['image/webp', readWebpSize],
];

const pngStart = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];

function readPngSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 33 || pngStart.some((byte, index) => bytes[index] !== byte)) return undefined;
  const view = viewOf(bytes);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Walks the segments up to the frame header, which alone says how large the picture is. */
function readJpegSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const view = viewOf(bytes);
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrameHeader(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker < 0xc0 || marker === 0xd9 || marker === 0xda) return undefined;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** SOF0 to SOF15, but for the three markers among them that are something else (DHT, JPG, DAC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readWebpSize(bytes: Uint8Array): Size | undefined {
  if (bytes.length < 30 || !hasText(bytes, 0, 'RIFF') || !hasText(bytes, 8, 'WEBP')) return undefined;
  const view = viewOf(bytes);
  if (hasText(bytes, 12, 'VP8X')) {
    return { width: 1 + readUint24(view, 24), height: 1 + readUint24(view, 27) };
  }
  if (hasText(bytes, 12, 'VP8L') && bytes[20] === 0x2f) {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (hasText(bytes, 12, 'VP8 ') && bytes[23] === 0x9d && bytes[24] === 0x01 && bytes[25] === 0x2a) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  return undefined;
}

function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

function readUint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
