import { factValue } from '../inspect/fact.ts';
import type { PartitionFacts } from '../inspect/facts.ts';
import { buildSteps } from './build-steps.ts';
import { estimateSteps } from './estimate.ts';
import { overlaps, sectorLength } from './flash-geometry.ts';
import { canReadBack } from './guards/backup.ts';
import { isIdentifiedByRule } from './guards/identity.ts';
import type { ConfirmationCode, PlanRange, PlanStep, RecoveryPlan } from './plan.ts';
import type { BuildableContext } from './plan-context.ts';
import { planHash } from './plan-hash.ts';
import { isOtadata } from './slot-choice.ts';

/** Puts the plan together. Guards are not asked: only `planRecovery` may hand a plan to people. */
export function buildPlan(context: BuildableContext): RecoveryPlan {
  const { facts, release, slots } = context;
  const { product, version, build } = release.manifest;
  const steps = buildSteps(context);
  const plan = {
    schema: 1,
    unit: { mac: factValue(facts.chip.mac) ?? 'unknown', chip: facts.chip.family, simulated: facts.simulated },
    release: { product: product.id, version, build, manifestSha256: release.manifestSha256 },
    versionBefore: versionBefore(context),
    targetSlot: slots.target.label,
    overwritesOnlySlot: slots.overwritesOnlySlot,
    steps,
    preserved: preservedRanges(context, steps),
    confirmations: confirmations(context),
    preconditions: preconditions(context),
    estimate: estimateSteps(steps),
  } as const;
  return { ...plan, hash: planHash(plan) };
}

function versionBefore({ facts, slots }: BuildableContext): string | undefined {
  return facts.slots.find(({ label }) => label === slots.running?.label)?.versions[0]?.version;
}

/** Bootloader, table, every partition and each otadata sector, less what the steps write. */
function preservedRanges({ facts, slots }: BuildableContext, steps: readonly PlanStep[]): PlanRange[] {
  const table = factValue(facts.layout.tableOffset) ?? 0;
  const written = steps.filter((step) => step.kind === 'write' || step.kind === 'erase' || step.kind === 'select-slot');
  const ranges = [
    { partition: 'bootloader', offset: 0, length: table },
    { partition: 'partition-table', offset: table, length: sectorLength },
    ...facts.layout.partitions.flatMap((entry) => (entry === slots.otadata ? sectorsOf(entry) : rangeOf(entry))),
  ];
  return ranges.filter((range) => range.length > 0 && !written.some((step) => overlaps(step, range)));
}

function rangeOf({ label, offset, size }: PartitionFacts): PlanRange {
  return { partition: label, offset, length: size };
}

function sectorsOf({ label, offset }: PartitionFacts): PlanRange[] {
  return [offset, offset + sectorLength].map((at) => ({ partition: label, offset: at, length: sectorLength }));
}

function confirmations(context: BuildableContext): ConfirmationCode[] {
  const { facts, release, slots, trust } = context;
  const needed: Record<ConfirmationCode, boolean> = {
    'overwrites-only-slot': slots.overwritesOnlySlot,
    'no-backup': !canReadBack(context),
    'product-by-operator': !isIdentifiedByRule(facts),
    'replaces-trust-store': trust.length > 0,
    'data-unchecked': false,
    'unsigned-release': release.signedBy === undefined,
  };
  return (Object.keys(needed) as ConfirmationCode[]).filter((code) => needed[code]);
}

/** The table that the plan goes by, and otadata where it was read: what decides which slot boots. */
function preconditions({ facts: { layout } }: BuildableContext): RecoveryPlan['preconditions'] {
  const table = { offset: factValue(layout.tableOffset) ?? 0, length: sectorLength };
  const partition = layout.partitions.find(isOtadata);
  const otadata = factValue(layout.otadata);
  return [
    { ...table, sha256: factValue(layout.tableSha256) ?? '' },
    ...(partition && otadata ? [{ offset: partition.offset, length: partition.size, sha256: otadata.sha256 }] : []),
  ];
}
