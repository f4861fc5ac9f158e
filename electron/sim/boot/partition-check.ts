import {
  appSubtype,
  dataSubtype,
  type PartitionEntry,
  parsePartitionTable,
  partitionTableLength,
  partitionType,
} from '../../core/formats/partition-table.ts';
import { type BootingChip, readPlain } from './booting-chip.ts';
import { idfAtLeast } from './idf.ts';
import type { RunningBootloader } from './second-stage.ts';

export type Partitions = readonly PartitionEntry[];

const tableOffset = 0x8000;

/** Reads and prints the table as the bootloader does; undefined where it refuses it. */
export function readPartitions(chip: BootingChip, bootloader: RunningBootloader): Partitions | undefined {
  const { console } = chip;
  const table = parsePartitionTable(readPlain(chip, tableOffset, partitionTableLength));
  if (!table.ok) return refuse(chip, `partition table: ${table.problem.code}`);
  // Before v3.1 the MD5 record was a bad magic number (FORMATS §1.4).
  if (table.value.checksum === 'md5' && !idfAtLeast(bootloader.idfVersion, 3, 1)) {
    return refuse(chip, `partition ${table.value.entries.length} invalid magic number 0xebeb`);
  }
  const misfit = findMisfit(table.value.entries, bootloader.header.flashSize ?? 0);
  if (misfit !== undefined) return refuse(chip, misfit);
  console.log('I', 'boot', 'Partition Table:');
  console.log('I', 'boot', '## Label            Usage          Type ST Offset   Length');
  for (const [index, entry] of table.value.entries.entries()) console.log('I', 'boot', describeRow(index, entry));
  console.log('I', 'boot', 'End of partition table');
  return table.value.entries;
}

/** The flash size of the bootloader's own header counts, not the chip's. */
function findMisfit(entries: Partitions, flashSize: number): string | undefined {
  const index = entries.findIndex(({ offset, size }) => offset + size > flashSize);
  const entry = entries[index];
  if (!entry) return undefined;
  const [offset, size, limit] = [entry.offset, entry.size, flashSize].map((value) => `0x${value.toString(16)}`);
  return `partition ${index} invalid - offset ${offset} size ${size} exceeds flash chip size ${limit}`;
}

function refuse({ console }: BootingChip, reason: string): undefined {
  console.log('E', 'flash_parts', reason);
  console.log('E', 'boot', 'Failed to verify partition table');
  console.log('E', 'boot', 'load partition table error!');
  return undefined;
}

function describeRow(index: number, { label, type, subtype, offset, size }: PartitionEntry): string {
  const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
  const name = `${`${index}`.padStart(2)} ${label.padEnd(16)} ${usageOf(type, subtype).padEnd(16)}`;
  return `${name} ${hex(type, 2)} ${hex(subtype, 2)} ${hex(offset, 8)} ${hex(size, 8)}`;
}

const dataUsages = new Map<number, string>([
  [dataSubtype.ota, 'OTA data'],
  [dataSubtype.phy, 'RF data'],
  [dataSubtype.nvs, 'WiFi data'],
  [dataSubtype.nvsKeys, 'NVS keys'],
]);

function usageOf(type: number, subtype: number): string {
  if (type === partitionType.data) return dataUsages.get(subtype) ?? 'Unknown data';
  if (type !== partitionType.app) return 'unknown';
  if (subtype === appSubtype.factory) return 'factory app';
  if (subtype === appSubtype.test) return 'test app';
  return subtype >= appSubtype.ota0 && subtype <= appSubtype.ota15 ? 'OTA app' : 'Unknown app';
}
