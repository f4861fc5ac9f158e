import { viewOf } from '../../core/bytes/byte-view.ts';
import { crc32Rom } from '../../core/bytes/crc32.ts';

export interface WearLevellingOptions {
  readonly version: 1 | 2;
  /** Bytes of the partition; a multiple of 4096. */
  readonly size: number;
  /** Sector moves since the volume was made. */
  readonly position: number;
}

const sectorLength = 4096;
const recordLength = 16;
const updateRate = 16;
const deviceId = 0x11223344;
/** Length of the state per version (FORMATS §6.3). */
const stateLengths = { 1: 32, 2: 64 } as const;

/** A wear-levelled FAT volume: boot sector at its logical start, state twice and configuration at its end. */
export function encodeWearLevelling(options: WearLevellingOptions, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const { version, size, position } = options;
  const volume = new Uint8Array(size).fill(0xff);
  const sectors = stateSectors(version, size);
  const logicalLength = size - (2 * sectors + 2) * sectorLength;
  for (let at = 0; at < content.length; at += sectorLength) {
    const sector = content.subarray(at, at + sectorLength);
    // The dummy sector has moved `position` sectors up: what lies before it has moved one sector down.
    volume.set(sector, at < position * sectorLength ? at : at + sectorLength);
  }
  const state = encodeState(version, logicalLength / sectorLength + 1, position);
  volume.set(state, size - (2 * sectors + 1) * sectorLength);
  volume.set(state, size - (sectors + 1) * sectorLength);
  volume.set(encodeConfiguration(version, size), size - sectorLength);
  return volume;
}

/** Sectors that one copy of the state takes. */
export function stateSectors(version: 1 | 2, size: number): number {
  return Math.ceil((stateLengths[version] + (size / sectorLength) * recordLength) / sectorLength);
}

/** The state and its position records, one per move. */
export function encodeState(version: 1 | 2, maxPosition: number, position: number): Uint8Array<ArrayBuffer> {
  const length = stateLengths[version];
  const state = new Uint8Array(length + position * recordLength);
  const view = viewOf(state);
  const fields = [0, maxPosition, 0, 0, updateRate, sectorLength, version, ...(version === 2 ? [deviceId] : [])];
  for (const [index, value] of fields.entries()) view.setUint32(index * 4, value, true);
  view.setUint32(length - 4, crc32Rom(state.subarray(0, length - 4)), true);
  for (let word = 0; word < position * 4; word++) {
    const id = new Uint8Array(Uint32Array.of(deviceId + word).buffer);
    view.setUint32(length + word * 4, crc32Rom(id), true);
  }
  return state;
}

/** `wl_config_t`, which stands in the last sector. */
export function encodeConfiguration(version: 1 | 2, size: number): Uint8Array {
  const bytes = new Uint8Array(48);
  const view = viewOf(bytes);
  const fields = [0, size, sectorLength, sectorLength, updateRate, 16, version, 32];
  for (const [index, value] of fields.entries()) view.setUint32(index * 4, value, true);
  view.setUint32(32, crc32Rom(bytes.subarray(0, 32)), true);
  return bytes;
}

/** The boot sector of a FAT volume of 4096-byte sectors, enough to be recognised. */
export function encodeFatBootSector(): Uint8Array<ArrayBuffer> {
  const sector = new Uint8Array(sectorLength);
  sector.set([0xeb, 0xfe, 0x90]);
  sector.set(new TextEncoder().encode('MSDOS5.0'), 3);
  viewOf(sector).setUint16(11, sectorLength, true);
  sector.set([0x55, 0xaa], 510);
  return sector;
}
