import {
  activeSector,
  encodeOtadataRecord,
  type Otadata,
  type OtadataRecord,
  type OtaState,
  otadataSectorLength,
  parseOtadata,
  selectBootOrder,
} from '../../core/formats/otadata.ts';
import {
  appSubtype,
  dataSubtype,
  isOtaSlot,
  type PartitionEntry,
  partitionType,
} from '../../core/formats/partition-table.ts';
import { type BootingChip, readPlain, rewriteSector } from './booting-chip.ts';
import { idfAtLeast } from './idf.ts';
import type { Partitions } from './partition-check.ts';
import type { RunningBootloader } from './second-stage.ts';

/** The app partitions in the order in which this bootloader tries them; with rollback it moves the states on (FORMATS §4.3). */
export function selectSlots(
  chip: BootingChip,
  partitions: Partitions,
  bootloader: RunningBootloader,
): PartitionEntry[] {
  const otadata = readOtadata(chip, partitions, bootloader);
  if (!otadata) return selectBootOrder(undefined, partitions);
  const current = bootloader.rollback ? advanceStates(chip, partitions, otadata) : otadata;
  if (activeSector(current) === undefined) announceDefault(chip, partitions, current);
  return selectBootOrder(current, partitions);
}

/** Bootloaders before v3.3 know no states: the bytes belong to a label. */
function readOtadata(
  chip: BootingChip,
  partitions: Partitions,
  { idfVersion }: RunningBootloader,
): Otadata | undefined {
  const entry = otadataPartition(partitions);
  if (!entry) return undefined;
  const otadata = parseOtadata(readPlain(chip, entry.offset, entry.size));
  if (!otadata.ok) return undefined;
  if (idfAtLeast(idfVersion, 3, 3)) return otadata.value;
  const [first, second] = otadata.value.records;
  const withoutState = (record: OtadataRecord | undefined) => record && { ...record, state: 'undefined' as const };
  return { records: [withoutState(first), withoutState(second)] };
}

function otadataPartition(partitions: Partitions): PartitionEntry | undefined {
  return partitions.find(({ type, subtype }) => type === partitionType.data && subtype === dataSubtype.ota);
}

/** A slot that was tried and did not confirm itself is given up; a new one gets its one try. */
function advanceStates(chip: BootingChip, partitions: Partitions, otadata: Otadata): Otadata {
  const [first, second] = otadata.records;
  const afterTry: Otadata = { records: [giveUp(first), giveUp(second)] };
  const active = activeSector(afterTry);
  const records = afterTry.records.map((record, sector) =>
    record && sector === active && record.state === 'new' ? { ...record, state: 'pending-verify' as const } : record,
  );
  for (const sector of [0, 1] as const) {
    const state = records[sector]?.state;
    if (state !== undefined && state !== otadata.records[sector]?.state) setState(chip, partitions, sector, state);
  }
  return { records: [records[0], records[1]] };
}

function giveUp(record: OtadataRecord | undefined): OtadataRecord | undefined {
  return record?.state === 'pending-verify' ? { ...record, state: 'aborted' } : record;
}

function announceDefault({ console }: BootingChip, partitions: Partitions, otadata: Otadata): void {
  const isEmpty = otadata.records.every(
    (record) => !record || record.state === 'invalid' || record.state === 'aborted',
  );
  const hasFactory = partitions.some(isFactory);
  if (!isEmpty) console.log('E', 'boot', 'ota data partition invalid, falling back to factory');
  else if (hasFactory) console.log('I', 'boot', 'Defaulting to factory image');
  else console.log('I', 'boot', 'No factory image, trying OTA 0');
}

function isFactory({ type, subtype }: PartitionEntry): boolean {
  return type === partitionType.app && subtype === appSubtype.factory;
}

/** Since v3.3, without factory and without a valid record, the slot that boots is written down as valid (FORMATS §4.2). */
export function recordBootedSlot(
  chip: BootingChip,
  partitions: Partitions,
  booted: PartitionEntry,
  bootloader: RunningBootloader,
): void {
  const entry = otadataPartition(partitions);
  const otadata = readOtadata(chip, partitions, bootloader);
  if (!entry || !otadata || !idfAtLeast(bootloader.idfVersion, 3, 3)) return;
  if (partitions.some(isFactory) || !isOtaSlot(booted) || activeSector(otadata) !== undefined) return;
  rewriteSector(chip, entry.offset, encodeOtadataRecord(booted.subtype - appSubtype.ota0 + 1, 'valid'));
}

/** What `esp_ota_mark_app_valid_cancel_rollback` of a running app does: the record on trial becomes valid. */
export function confirmApp(chip: BootingChip, partitions: Partitions, bootloader: RunningBootloader): void {
  const otadata = readOtadata(chip, partitions, bootloader);
  const active = otadata && activeSector(otadata);
  if (active !== undefined && otadata?.records[active]?.state === 'pending-verify') {
    setState(chip, partitions, active, 'valid');
  }
}

function setState(chip: BootingChip, partitions: Partitions, sector: 0 | 1, state: OtaState): void {
  const entry = otadataPartition(partitions);
  if (!entry) return;
  const offset = entry.offset + sector * otadataSectorLength;
  const otadata = parseOtadata(readPlain(chip, entry.offset, entry.size));
  const record = otadata.ok ? otadata.value.records[sector] : undefined;
  // Sequence 0 selects a slot by wrapping round, and no encoder writes it.
  if (record && record.sequence > 0) rewriteSector(chip, offset, encodeOtadataRecord(record.sequence, state));
}
