import { decodeHex } from '../../electron/core/bytes/hex.ts';
import type { ChipFamily } from '../../electron/core/chips/chip.ts';
import type { ModemLines } from '../../electron/core/interfaces/serial-link.ts';
import { dataChecksum } from '../../electron/sim/loader.ts';

/** One line of a recording: `frame` is a SLIP frame without its C0, `raw` are bytes outside frames. */
export type RecordedLine =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'signal'; readonly lines: ModemLines }
  | { readonly kind: 'frame' | 'raw'; readonly from: 'host' | 'chip'; readonly bytes: Uint8Array };

export interface Recording {
  readonly name: string;
  readonly chip: ChipFamily;
  /** Name of the eFuse image, with `c3-` before it for the C3. */
  readonly efuse: string;
  readonly lines: readonly RecordedLine[];
}

interface JsonLine {
  readonly meta?: { readonly chip: ChipFamily; readonly efuse: string };
  readonly note?: string;
  readonly signal?: ModemLines;
  readonly dir?: 'host>chip' | 'chip>host';
  readonly slip?: string;
  readonly raw?: string;
  /** In our copies: this many bytes of stub code stood after these and were left out. */
  readonly leftOut?: number;
}

/** Reads the text of a recording (format: README of the fixtures). */
export function parseRecording(name: string, text: string): Recording {
  const [first, ...rest] = text
    .trim()
    .split('\n')
    .map((line): JsonLine => JSON.parse(line));
  if (first?.meta === undefined) throw new Error(`${name}: no meta line`);
  const { chip, efuse } = first.meta;
  return { name, chip, efuse: chip === 'ESP32' ? efuse : `c3-${efuse}`, lines: rest.map(parseLine) };
}

function parseLine(line: JsonLine): RecordedLine {
  if (line.note !== undefined) return { kind: 'note', text: line.note };
  if (line.signal !== undefined) return { kind: 'signal', lines: line.signal };
  const from = line.dir === 'host>chip' ? 'host' : 'chip';
  if (line.raw !== undefined) return { kind: 'raw', from, bytes: decodeHex(line.raw) };
  return { kind: 'frame', from, bytes: standIn(decodeHex(line.slip ?? ''), line.leftOut ?? 0) };
}

/** A data frame whose stub code was left out, with zeros and their checksum in its place. */
function standIn(bytes: Uint8Array, leftOut: number): Uint8Array {
  if (leftOut === 0) return bytes;
  const frame = new Uint8Array(bytes.length + leftOut);
  frame.set(bytes);
  new DataView(frame.buffer).setUint32(4, dataChecksum(frame.subarray(bytes.length)), true);
  return frame;
}

/** The images that were written in the recordings: xorshift32, one step before each byte. */
export function recordedImage(name: 'A' | 'B'): Uint8Array {
  let state = name === 'A' ? 0x12345678 : 0x9e3779b9;
  return Uint8Array.from({ length: name === 'A' ? 24576 : 40960 }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return name === 'A' ? state >>> 24 : 0x41 + ((state >>> 24) & 15);
  });
}
