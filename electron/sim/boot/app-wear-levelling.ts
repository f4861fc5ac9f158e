import { dataSubtype, type PartitionEntry, partitionType } from '../../core/formats/partition-table.ts';
import { detectWearLevelling } from '../../core/formats/wear-levelling.ts';
import { encodeConfiguration, encodeState, stateSectors } from '../firmware/wear-levelling.ts';
import type { BootingChip } from './booting-chip.ts';
import type { Partitions } from './partition-check.ts';

const sectorLength = 0x1000;
const recordLength = 16;
const stateLengthV1 = 32;
/** ESP-IDF v3.2 looks for version 1's position records 32 bytes, two records, too late. */
const recordsLost = 2;

/**
 * Mounts every FAT volume with the wear-levelling version of the app. A volume of the other version is converted in
 * place, and its sectors then stand where nothing looks for them (FORMATS §6.3).
 */
export function mountFatVolumes(chip: BootingChip, partitions: Partitions, version: 1 | 2): void {
  for (const entry of partitions) {
    if (entry.type !== partitionType.data || entry.subtype !== dataSubtype.fat) continue;
    const found = detectWearLevelling(volumeOf(chip, entry), entry.size);
    if (found === undefined || found === version) continue;
    chip.console.log('W', 'wl_flash', `volume ${entry.label}: version ${found} becomes ${version}`);
    convert(chip, entry, version);
  }
}

function volumeOf({ flash }: BootingChip, { offset, size }: PartitionEntry): Uint8Array {
  return flash.bytes.subarray(offset, offset + size);
}

/** Up to version 2: the position that is left of version 1's. Down to version 1: a volume that counts as new. */
function convert(chip: BootingChip, entry: PartitionEntry, version: 1 | 2): void {
  const position = version === 2 ? Math.max(0, readPositionV1(volumeOf(chip, entry)) - recordsLost) : 0;
  const sectors = stateSectors(version, entry.size);
  const end = entry.offset + entry.size;
  const first = end - (2 * sectors + 1) * sectorLength;
  const state = encodeState(version, entry.size / sectorLength - 2 * sectors - 1, position);
  chip.flash.erase(first, end);
  chip.flash.program(first, state);
  chip.flash.program(first + sectors * sectorLength, state);
  chip.flash.program(end - sectorLength, encodeConfiguration(version, entry.size));
}

/** Records whose first byte is not 0xFF count (FORMATS §6.3). */
function readPositionV1(volume: Uint8Array): number {
  const first = volume.length - (2 * stateSectors(1, volume.length) + 1) * sectorLength + stateLengthV1;
  let position = 0;
  while ((volume[first + position * recordLength] ?? 0xff) !== 0xff) position++;
  return position;
}
