import { fillerBytes } from '../../electron/sim/firmware/filler.ts';

export const mebibyte = 0x100000;
const seed = 0xbe9c4;

/** Bytes that do not deflate: the worst case for the wire. */
export function incompressible(): Uint8Array<ArrayBuffer> {
  return fillerBytes(seed, mebibyte, 'noise');
}

/** Of each such piece the end is zero, as padding, tables and unused entries are. */
const pieceLength = 1024;
const zeroLength = 342;

/** Bytes that deflate to about 53 %, as ESP-IDF apps do. */
export function typicalFirmware(): Uint8Array<ArrayBuffer> {
  const bytes = fillerBytes(seed + 1, mebibyte, 'code');
  for (let end = pieceLength; end <= mebibyte; end += pieceLength) bytes.fill(0, end - zeroLength, end);
  return bytes;
}

const changedShare = 0.05;
/** Where the changes begin, as shares of the whole: none of them on a block. */
const changedPlaces = [0.07, 0.45, 0.88] as const;

/** A copy with 5 % of its bytes changed, in three places. */
export function partlyChanged(original: Uint8Array): Uint8Array<ArrayBuffer> {
  const changed = original.slice();
  const length = Math.round((original.length * changedShare) / changedPlaces.length);
  for (const place of changedPlaces) {
    const start = Math.round(original.length * place);
    changed.set(fillerBytes(seed + start, length, 'noise'), start);
  }
  return changed;
}

/** What is written, made once: the memory of the process is to be the client's. */
export interface Images {
  readonly incompressible: Uint8Array;
  readonly typical: Uint8Array;
  readonly partlyChanged: Uint8Array;
}

export function makeImages(): Images {
  const typical = typicalFirmware();
  return { incompressible: incompressible(), typical, partlyChanged: partlyChanged(typical) };
}
