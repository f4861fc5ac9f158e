import { viewOf } from '../bytes/byte-view.ts';
import { crc32Rom } from '../bytes/crc32.ts';

const sectorLength = 0x1000;
const recordLength = 16;

/** Length of the state and position of its CRC per version (FORMATS §6.3). */
const layouts = [
  { version: 2, stateLength: 64, versionAt: 24, crcAt: 60 },
  { version: 1, stateLength: 32, versionAt: 24, crcAt: 28 },
] as const;

/** Bytes at the end of a partition of this size that `detectWearLevelling` needs: two copies of the state and the configuration. */
export function wearLevellingTailLength(partitionSize: number): number {
  return (2 * stateSectors(partitionSize, 64) + 1) * sectorLength;
}

function stateSectors(partitionSize: number, stateLength: number): number {
  return Math.ceil((stateLength + Math.floor(partitionSize / sectorLength) * recordLength) / sectorLength);
}

/**
 * The wear-levelling version of a FAT partition from its last bytes: 1 up to ESP-IDF v3.1, 2 since v3.2. Firmware that
 * expects 2 converts 1 in place and may lose data (FORMATS §6.3). Undefined where no state is sound: a raw volume, or none.
 */
export function detectWearLevelling(tail: Uint8Array, partitionSize: number): 1 | 2 | undefined {
  for (const layout of layouts) {
    const sectors = stateSectors(partitionSize, layout.stateLength);
    const second = tail.length - (sectors + 1) * sectorLength;
    const first = second - sectors * sectorLength;
    if (isSoundState(tail, first, layout) || isSoundState(tail, second, layout)) return layout.version;
  }
  return undefined;
}

function isSoundState(tail: Uint8Array, at: number, layout: (typeof layouts)[number]): boolean {
  if (at < 0) return false;
  const state = tail.subarray(at, at + layout.stateLength);
  const view = viewOf(state);
  return (
    view.getUint32(layout.versionAt, true) === layout.version &&
    view.getUint32(layout.crcAt, true) === crc32Rom(state.subarray(0, layout.crcAt))
  );
}
