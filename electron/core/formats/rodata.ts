import type { Chip } from '../chips/chip.ts';
import type { ImageSegment } from './app-image.ts';

/** Bytes as the CPU sees them: segments whose load addresses follow each other, joined wherever they stand in the file. */
export interface LogicalStream {
  readonly loadAddress: number;
  readonly bytes: Uint8Array;
  /** The segments it was joined from, by ascending load address. */
  readonly segments: readonly ImageSegment[];
}

/**
 * The streams of an image that can hold strings and certificates: flash rodata and RAM, without code in flash and without
 * padding (load address 0). A string of `.data` may be split over segments that padding separates (FORMATS §2.2).
 */
export function dataStreams(image: Uint8Array, segments: readonly ImageSegment[], chip: Chip): LogicalStream[] {
  const isCode = (address: number) => address >= chip.irom[0] && address < chip.irom[1];
  return joinSegments(
    image,
    segments.filter(({ loadAddress }) => loadAddress !== 0 && !isCode(loadAddress)),
  );
}

/** Joins segments by load address; none overlap in a stream. */
export function joinSegments(image: Uint8Array, segments: readonly ImageSegment[]): LogicalStream[] {
  const runs: ImageSegment[][] = [];
  const sorted = segments.filter(({ length }) => length > 0).sort((a, b) => a.loadAddress - b.loadAddress);
  for (const segment of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && last.loadAddress + last.length === segment.loadAddress) run.push(segment);
    else runs.push([segment]);
  }
  return runs.map((run) => joinRun(image, run));
}

function joinRun(image: Uint8Array, run: readonly ImageSegment[]): LogicalStream {
  const pieces = run.map(({ fileOffset, length }) => image.subarray(fileOffset, fileOffset + length));
  const [first] = pieces;
  const loadAddress = run[0]?.loadAddress ?? 0;
  if (pieces.length === 1 && first) return { loadAddress, bytes: first, segments: run };
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { loadAddress, bytes, segments: run };
}

/** Where a byte of the stream stands in the image file; undefined beyond its end. */
export function fileOffsetIn(stream: LogicalStream, position: number): number | undefined {
  const address = stream.loadAddress + position;
  const segment = stream.segments.find(
    ({ loadAddress, length }) => address >= loadAddress && address < loadAddress + length,
  );
  return segment && segment.fileOffset + (address - segment.loadAddress);
}
