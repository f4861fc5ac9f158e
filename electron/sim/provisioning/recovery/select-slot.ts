import {
  activeSector,
  encodeOtadataRecord,
  nextOtadataRecord,
  type OtaState,
  otadataSectorLength,
} from '../../../core/formats/otadata.ts';
import { appSubtype, isOtaSlot, type PartitionEntry } from '../../../core/formats/partition-table.ts';
import type { FlashChip } from '../../flash-chip.ts';
import { readOtadata } from './running-firmware.ts';

/** What `esp_ota_set_boot_partition` writes: a slot on trial where the bootloader rolls back. False where it cannot. */
export function selectSlot(
  flash: FlashChip,
  partitions: readonly PartitionEntry[],
  slot: PartitionEntry,
  hasRollback: boolean,
): boolean {
  const found = readOtadata(flash, partitions);
  const slots = partitions.filter(isOtaSlot).length;
  const next = found && nextOtadataRecord(found.otadata, slot.subtype - appSubtype.ota0, slots);
  if (found === undefined || next === undefined) return false;
  rewriteRecord(flash, found.entry, next.sector, next.sequence, hasRollback ? 'new' : 'undefined');
  return true;
}

/** What `esp_ota_mark_app_valid_cancel_rollback` does. */
export function confirmRunning(flash: FlashChip, partitions: readonly PartitionEntry[]): void {
  const found = readOtadata(flash, partitions);
  const sector = found && activeSector(found.otadata);
  const record = sector === undefined ? undefined : found?.otadata.records[sector];
  if (found === undefined || sector === undefined || record?.state !== 'pending-verify') return;
  rewriteRecord(flash, found.entry, sector, record.sequence, 'valid');
}

function rewriteRecord(
  flash: FlashChip,
  entry: PartitionEntry,
  sector: 0 | 1,
  sequence: number,
  state: OtaState,
): void {
  const offset = entry.offset + sector * otadataSectorLength;
  flash.erase(offset, offset + otadataSectorLength);
  flash.program(offset, encodeOtadataRecord(sequence, state));
}
