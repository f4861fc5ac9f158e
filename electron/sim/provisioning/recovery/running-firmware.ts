import { chips } from '../../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../../core/chips/chip.ts';
import type { AppDescriptor } from '../../../core/formats/app-descriptor.ts';
import { parseAppImage } from '../../../core/formats/app-image.ts';
import { parseBootLog } from '../../../core/formats/boot-log.ts';
import { activeSector, type Otadata, parseOtadata } from '../../../core/formats/otadata.ts';
import {
  isOtaSlot,
  type PartitionEntry,
  parsePartitionTable,
  partitionType,
} from '../../../core/formats/partition-table.ts';
import { isOtadata } from '../../../core/inspect/running-slot.ts';
import { boot } from '../../boot-model.ts';
import type { EfuseBlock } from '../../efuse-block.ts';
import { findBootloaderBehaviour } from '../../firmware/behaviour.ts';
import type { FlashChip } from '../../flash-chip.ts';
import { tableOffset } from '../../units/seed-layout.ts';

/** The parts of a unit that its firmware stands on. */
export interface UnitHardware {
  readonly chip: ChipFamily;
  readonly flash: FlashChip;
  readonly efuse: EfuseBlock;
}

/** What runs after a start, as the firmware itself can know it. */
export interface RunningFirmware {
  readonly partitions: readonly PartitionEntry[];
  readonly running: PartitionEntry;
  /** Undefined for apps of ESP-IDF v3.2 and older. */
  readonly descriptor: AppDescriptor | undefined;
  /** Where an update goes; undefined on a table with one app. */
  readonly target: PartitionEntry | undefined;
  readonly hasRollback: boolean;
}

/** Starts the unit: what the boot model loads is what runs. Undefined where nothing starts. */
export function startFirmware(hardware: UnitHardware): RunningFirmware | undefined {
  const run = boot({ ...hardware, faults: { brownOutAtBoot: false } });
  if (run.ends !== 'running') return undefined;
  const log = parseBootLog(run.output.map(({ text }) => text).join(''));
  const offset = log.boots.at(-1)?.loadedOffset;
  const { flash, chip } = hardware;
  const table = parsePartitionTable(flash.bytes.subarray(tableOffset, tableOffset + 0x1000));
  const partitions = table.ok ? table.value.entries : [];
  const running = partitions.find((entry) => entry.type === partitionType.app && entry.offset === offset);
  if (running === undefined) return undefined;
  const image = parseAppImage(partitionBytes(flash, running));
  const bootloader = flash.bytes.subarray(chips[chip].bootloaderOffset, tableOffset);
  return {
    partitions,
    running,
    descriptor: image.ok ? image.value.descriptor : undefined,
    target: nextSlot(partitions, running),
    hasRollback: findBootloaderBehaviour(bootloader)?.rollback ?? false,
  };
}

/** What `esp_ota_get_next_update_partition` gives. */
function nextSlot(partitions: readonly PartitionEntry[], running: PartitionEntry): PartitionEntry | undefined {
  const slots = partitions.filter(isOtaSlot).sort((a, b) => a.subtype - b.subtype);
  const next = slots[(slots.indexOf(running) + 1) % slots.length];
  return next === running ? undefined : next;
}

export function partitionBytes(flash: FlashChip, { offset, size }: PartitionEntry): Uint8Array<ArrayBuffer> {
  return flash.bytes.subarray(offset, offset + size);
}

/** otadata, and where it stands; undefined where the table has none. */
export function readOtadata(flash: FlashChip, partitions: readonly PartitionEntry[]) {
  const entry = partitions.find(isOtadata);
  const otadata = entry && parseOtadata(partitionBytes(flash, entry));
  return entry && otadata?.ok ? { entry, otadata: otadata.value } : undefined;
}

/** True for firmware on trial: without a word from it the next start goes back. */
export function isPendingVerify(otadata: Otadata | undefined): boolean {
  const active = otadata && activeSector(otadata);
  return active !== undefined && otadata?.records[active]?.state === 'pending-verify';
}
