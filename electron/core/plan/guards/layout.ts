import { partitionType } from '../../formats/partition-table.ts';
import { factValue } from '../../inspect/fact.ts';
import type { PartitionFacts } from '../../inspect/facts.ts';
import { blockLength, overlaps, sectorLength } from '../flash-geometry.ts';
import { writtenPartitions } from '../plan-context.ts';
import { type Guard, refuse } from './guard.ts';

/** Writes go by the unit's own table (DESIGN §5.3): without it there is nothing to go by. */
export const guardPartitionTable: Guard = ({ facts: { layout } }) => {
  if (layout.tableOffset.known && layout.tableSha256.known && layout.partitions.length > 0) return undefined;
  const reason = layout.tableOffset.known ? 'damaged' : layout.tableOffset.reason;
  return refuse('plan.no-partition-table', { reason });
};

export const guardTargetSlot: Guard = ({ facts: { layout } }) => {
  if (layout.partitions.length === 0 || layout.partitions.some(({ type }) => type === partitionType.app))
    return undefined;
  return refuse('plan.no-target-slot');
};

/** With several slots, writing the one that happens to run would leave no way back. */
export const guardRunningSlot: Guard = ({ facts: { layout }, slots }) => {
  const apps = layout.partitions.filter(({ type }) => type === partitionType.app);
  if (slots || apps.length === 0) return undefined;
  return refuse('plan.running-slot-unknown', { slots: apps.map(({ label }) => label).join(' ') });
};

export const guardOtadataSequence: Guard = ({ slots }) =>
  slots?.otadata && !slots.select ? refuse('plan.otadata-used-up', { partition: slots.otadata.label }) : undefined;

/** A table that would let a write land on the bootloader, on itself, on another partition, or where nothing boots from. */
export const guardLayout: Guard = (context) => {
  const { partitions, tableOffset } = context.facts.layout;
  const firstUsable = (factValue(tableOffset) ?? 0) + sectorLength;
  for (const written of writtenPartitions(context)) {
    const reason = defectOf(written, partitions, firstUsable);
    if (reason) return refuse('plan.layout-unsafe', { partition: written.label, reason });
  }
  return undefined;
};

function defectOf(
  written: PartitionFacts,
  partitions: readonly PartitionFacts[],
  firstUsable: number,
): string | undefined {
  const alignment = written.type === partitionType.app ? blockLength : sectorLength;
  if (written.offset % alignment !== 0) return 'alignment';
  if (written.offset < firstUsable) return 'below-partitions';
  const shared = partitions.some((other) => other !== written && overlaps(spanOf(other), spanOf(written)));
  return shared ? 'overlap' : undefined;
}

function spanOf({ offset, size }: PartitionFacts) {
  return { offset, length: size };
}

/**
 * Partitions must lie inside the chip and inside what the bootloader's header claims: the bootloader refuses the whole
 * table otherwise (FORMATS §1.4).
 */
export const guardFlashSize: Guard = ({ facts }) => {
  const end = Math.max(0, ...facts.layout.partitions.map(({ offset, size }) => offset + size));
  const chip = factValue(facts.chip.flashSize);
  if (chip !== undefined && end > chip) return refuse('plan.flash-too-small', { limit: chip, by: 'chip', needed: end });
  const header = factValue(facts.bootloader.headerFlashSize);
  if (header !== undefined && end > header) {
    return refuse('plan.flash-too-small', { limit: header, by: 'bootloader-header', needed: end });
  }
  return undefined;
};
