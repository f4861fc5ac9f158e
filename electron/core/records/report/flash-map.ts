import type { PartitionFacts, UnitFacts } from '../../inspect/facts.ts';
import type { PlanStep } from '../../plan/plan.ts';
import type { JobRecord } from '../record.ts';
import { runningVersion } from '../record-summary.ts';

export type RegionKind = 'boot' | 'table' | 'settings' | 'selection' | 'app' | 'running' | 'data';

/** A part of the flash as the map shows it; offsets in bytes. */
export interface FlashRegion {
  readonly kind: RegionKind;
  readonly label: string;
  readonly offset: number;
  readonly size: number;
  readonly version: string | undefined;
  /** What the job did here. */
  readonly change: 'written' | 'kept' | undefined;
}

export interface FlashExtent {
  readonly offset: number;
  readonly length: number;
}

export interface FlashMap {
  readonly flashSize: number;
  readonly regions: readonly FlashRegion[];
  readonly written: readonly FlashExtent[];
  readonly kept: readonly FlashExtent[];
}

/** Size of the partition table's sector (FORMATS §1). */
const tableSize = 0x1000;

/** The unit's flash after the job (before it, where it could not be read again): what lies where, and what the job did to it. */
export function flashMap({ body }: JobRecord): FlashMap {
  return mapOfFacts(body.report.factsAfter ?? body.factsBefore, writtenExtents(body), body.plan.preserved);
}

/** What lies where in a unit's flash, and which of it is written or kept. */
export function mapOfFacts(
  facts: UnitFacts,
  written: readonly FlashExtent[] = [],
  kept: readonly FlashExtent[] = [],
): FlashMap {
  const regions = [...systemRegions(facts), ...facts.layout.partitions.map((entry) => partitionRegion(entry, facts))];
  const { flashSize } = facts.chip;
  return {
    flashSize: flashSize.known ? flashSize.value : Math.max(0, ...regions.map(endOf)),
    regions: regions
      .map((region) => ({ ...region, change: changeOf(region, written, kept) }))
      .sort((a, b) => a.offset - b.offset),
    written,
    kept,
  };
}

type PlainRegion = Omit<FlashRegion, 'change'>;

function systemRegions({ bootloader, layout }: UnitFacts): PlainRegion[] {
  if (!layout.tableOffset.known) return [];
  const table = layout.tableOffset.value;
  return [
    {
      kind: 'boot',
      label: 'bootloader',
      offset: bootloader.offset,
      size: Math.max(0, table - bootloader.offset),
      version: bootloader.idfVersion.known ? bootloader.idfVersion.value : undefined,
    },
    { kind: 'table', label: 'partition table', offset: table, size: tableSize, version: undefined },
  ];
}

function partitionRegion(entry: PartitionFacts, facts: UnitFacts): PlainRegion {
  const { runningSlot } = facts.layout;
  const isRunning = runningSlot.known && runningSlot.value === entry.label;
  const slot = facts.slots.find(({ label }) => label === entry.label);
  return {
    kind: isRunning ? 'running' : partitionKind(entry),
    label: entry.label,
    offset: entry.offset,
    size: entry.size,
    version: isRunning ? runningVersion(facts) : slot?.versions[0]?.version,
  };
}

/** Type 0 is an app; data subtypes 0, 1, 2, 4, 5 are otadata, PHY, NVS, NVS keys and eFuse emulation (FORMATS §1). */
function partitionKind({ type, subtype }: PartitionFacts): RegionKind {
  if (type === 0) return 'app';
  if (type !== 1) return 'data';
  if (subtype === 0) return 'selection';
  return [1, 2, 4, 5].includes(subtype) ? 'settings' : 'data';
}

function writtenExtents({ plan, report }: JobRecord['body']): FlashExtent[] {
  const begun = new Set(
    report.steps.filter(({ result }) => result === 'done' || result === 'failed').map(({ id }) => id),
  );
  return plan.steps.filter(({ id }) => begun.has(id)).flatMap(changedExtent);
}

/** What of the flash a step changes; none where it changes nothing, or where the unit does not tell the place. */
export function changedExtent(step: PlanStep): FlashExtent[] {
  switch (step.kind) {
    case 'write':
    case 'erase':
    case 'select-slot':
    case 'transfer':
      return step.offset === undefined ? [] : [{ offset: step.offset, length: step.length }];
    default:
      return [];
  }
}

function changeOf(
  region: PlainRegion,
  written: readonly FlashExtent[],
  kept: readonly FlashExtent[],
): FlashRegion['change'] {
  if (written.some((extent) => overlaps(region, extent))) return 'written';
  return kept.some((extent) => overlaps(region, extent)) ? 'kept' : undefined;
}

function overlaps(region: PlainRegion, { offset, length }: FlashExtent): boolean {
  return offset < endOf(region) && offset + length > region.offset;
}

function endOf({ offset, size }: { readonly offset: number; readonly size: number }): number {
  return offset + size;
}
