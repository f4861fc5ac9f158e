import { viewOf } from '../bytes/byte-view.ts';
import { malformed, type Parsed, parsed } from './parsed.ts';

/** The 24 bytes at the start of every bootloader and app image (FORMATS §2.1). */
export interface ImageHeader {
  readonly segmentCount: number;
  /** 0 QIO, 1 QOUT, 2 DIO, 3 DOUT, 4 fast read, 5 slow read. */
  readonly flashMode: number;
  /** Low nibble of byte 3; its meaning in MHz differs between chips. */
  readonly flashFrequency: number;
  /** Bytes; undefined where the nibble has no meaning. */
  readonly flashSize: number | undefined;
  readonly entryAddress: number;
  readonly wpPin: number;
  /** 0 is ESP32, or a header from before the field existed. */
  readonly chipId: number;
  /** Smallest chip revision as `major * 100 + minor`, from whichever of the two fields is in force. */
  readonly minRevision: number;
  /** Largest chip revision; undefined = no limit. */
  readonly maxRevision: number | undefined;
  readonly hashAppended: boolean;
}

export const imageMagic = 0xe9;
export const imageHeaderLength = 24;
const maxSegments = 16;
const noRevisionLimit = 0xffff;
const minorRevisionChip = 0x0005; // the legacy field of ESP32-C3 counts minor revisions

/** Parses the header alone: 24 bytes are enough to name flash settings and chip. */
export function parseImageHeader(bytes: Uint8Array): Parsed<ImageHeader> {
  if (bytes.length < imageHeaderLength) return malformed('image.truncated', bytes.length);
  const view = viewOf(bytes);
  if (view.getUint8(0) !== imageMagic) return malformed('image.bad-magic', 0, { found: view.getUint8(0) });
  const segmentCount = view.getUint8(1);
  if (segmentCount === 0 || segmentCount > maxSegments) {
    return malformed('image.bad-segment-count', 1, { found: segmentCount });
  }
  const maxField = view.getUint16(17, true);
  return parsed({
    segmentCount,
    flashMode: view.getUint8(2),
    flashFrequency: view.getUint8(3) & 0xf,
    flashSize: flashSizeOf(view.getUint8(3) >> 4),
    entryAddress: view.getUint32(4, true),
    wpPin: view.getUint8(8),
    chipId: view.getUint16(12, true),
    minRevision: minRevisionOf(view),
    maxRevision: maxField === 0 || maxField === noRevisionLimit ? undefined : maxField,
    hashAppended: view.getUint8(23) === 1,
  });
}

function flashSizeOf(code: number): number | undefined {
  return code <= 7 ? 0x100000 << code : undefined;
}

/** The full field counts where the header has it, the legacy one where it does not or only that one is set (FORMATS §2.1). */
function minRevisionOf(view: DataView): number {
  const legacy = view.getUint8(14);
  const full = view.getUint16(15, true);
  const max = view.getUint16(17, true);
  const legacyInForce = max === 0 || (max === noRevisionLimit && full === 0 && legacy !== 0);
  if (!legacyInForce) return full;
  return view.getUint16(12, true) === minorRevisionChip ? legacy : legacy * 100;
}
