import { bitsOf, type Choice } from './listener.ts';
import type { RescueConflict } from './rescue-plan.ts';
import type { UnitClass } from './unit-class.ts';

/**
 * Pairs of listeners that cannot be made one. Had a single chain been accepted by the classes of both, fewer listeners would
 * have been chosen.
 */
export function findConflicts(chosen: readonly Choice[], classes: readonly UnitClass[]): RescueConflict[] {
  return chosen.flatMap((first, a) =>
    chosen.slice(a + 1).map((second, offset) => {
      const b = a + 1 + offset;
      return goesBeyond(second, first)
        ? conflictOf([b, a], second, first, classes)
        : conflictOf([a, b], first, second, classes);
    }),
  );
}

function conflictOf(
  listeners: readonly [number, number],
  first: Choice,
  second: Choice,
  classes: readonly UnitClass[],
): RescueConflict {
  const onlyFirst = bitsOf(first.classes & ~second.classes);
  const onlySecond = bitsOf(second.classes & ~first.classes);
  const isTooLong = goesBeyond(first, second) && onlySecond.every((index) => hasBundle(classes[index]));
  return { listeners, code: isTooLong ? 'long-chain' : 'no-common-chain', onlyFirst, onlySecond };
}

/** Whether the chain begins like the other and has more on top. */
function goesBeyond({ candidate: { chain: long } }: Choice, { candidate: { chain: short } }: Choice): boolean {
  return (
    long.length > short.length &&
    short.every(
      ({ sha256, issuer }, index) => long[index]?.sha256 === sha256 && long[index]?.issuer.text === issuer.text,
    )
  );
}

function hasBundle(unitClass: UnitClass | undefined): boolean {
  return unitClass?.facts.trust.anchors.some(({ encoding }) => encoding === 'crt-bundle') === true;
}
