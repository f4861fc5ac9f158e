import { known } from '../../../../electron/core/inspect/fact.ts';
import type { UnitFacts } from '../../../../electron/core/inspect/facts.ts';
import type { RecoveryPlan } from '../../../../electron/core/plan/plan.ts';
import { changedExtent, type FlashMap, mapOfFacts } from '../../../../electron/core/records/report/flash-map.ts';

/** The flash as it is and as it will be when everything in the plan was done. */
export function planMaps(
  facts: UnitFacts,
  plan: RecoveryPlan,
): { readonly before: FlashMap; readonly after: FlashMap } {
  const written = plan.steps.flatMap(changedExtent);
  return { before: mapOfFacts(facts), after: mapOfFacts(factsAfter(facts, plan), written, plan.preserved) };
}

function factsAfter(facts: UnitFacts, { targetSlot, release }: RecoveryPlan): UnitFacts {
  const partition = facts.layout.partitions.find(({ label }) => label === targetSlot);
  const slot = facts.slots.find(({ label }) => label === targetSlot) ?? facts.slots[0];
  if (slot === undefined || partition === undefined) return facts;
  const { offset, size } = partition;
  const written = {
    ...slot,
    label: targetSlot,
    offset,
    size,
    versions: [{ source: 'catalogue', version: release.version, confidence: 'exact' }],
  } as const;
  return {
    ...facts,
    layout: { ...facts.layout, runningSlot: known(targetSlot) },
    slots: [...facts.slots.filter(({ label }) => label !== targetSlot), written],
  };
}

/** Of a partition that a step changes only a part is kept: to a person it is not kept. */
export function keptPartitions({ preserved, steps }: RecoveryPlan): string[] {
  const changed = new Set(steps.map(({ target }) => target));
  return preserved.map(({ partition }) => partition).filter((label) => !changed.has(label) || label === 'flash');
}
