import type { Candidate } from './candidates.ts';
import { bitsOf } from './listener.ts';
import type { RescueConflict } from './rescue-plan.ts';
import type { UnitClass } from './unit-class.ts';

/**
 * Pairs of listeners that cannot be made one. Had a single chain been accepted by the classes of both, fewer listeners would
 * have been chosen.
 */
export function findConflicts(
  chosen: readonly Candidate[],
  masks: readonly bigint[],
  classes: readonly UnitClass[],
): RescueConflict[] {
  return chosen.flatMap((_, first) =>
    chosen.slice(first + 1).map((_, offset) => conflictOf(first, first + 1 + offset, chosen, masks, classes)),
  );
}

function conflictOf(
  a: number,
  b: number,
  chosen: readonly Candidate[],
  masks: readonly bigint[],
  classes: readonly UnitClass[],
): RescueConflict {
  const [first, second] = goesBeyond(chosen[b], chosen[a]) ? [b, a] : [a, b];
  const onlyFirst = bitsOf((masks[first] ?? 0n) & ~(masks[second] ?? 0n));
  const onlySecond = bitsOf((masks[second] ?? 0n) & ~(masks[first] ?? 0n));
  const isTooLong = goesBeyond(chosen[first], chosen[second]) && onlySecond.every((index) => hasBundle(classes[index]));
  return { listeners: [first, second], code: isTooLong ? 'long-chain' : 'no-common-chain', onlyFirst, onlySecond };
}

/** Whether the chain begins like the other and has more on top. */
function goesBeyond(long: Candidate | undefined, short: Candidate | undefined): boolean {
  if (long === undefined || short === undefined || long.chain.length <= short.chain.length) return false;
  return short.chain.every(({ sha256, issuer }, index) => {
    const other = long.chain[index];
    return other?.sha256 === sha256 && other.issuer.text === issuer.text;
  });
}

function hasBundle(unitClass: UnitClass | undefined): boolean {
  return unitClass?.facts.trust.anchors.some(({ encoding }) => encoding === 'crt-bundle') === true;
}
