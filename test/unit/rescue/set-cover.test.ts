import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestCover } from '../../../electron/core/rescue/set-cover.ts';

/** The fewest sets that cover all, by trying every choice. */
function fewest(sets: readonly bigint[]): number {
  const universe = sets.reduce((all, set) => all | set, 0n);
  let best = sets.length;
  for (let choice = 0; choice < 1 << sets.length; choice++) {
    const chosen = sets.filter((_, index) => (choice & (1 << index)) !== 0);
    if (chosen.reduce((all, set) => all | set, 0n) === universe) best = Math.min(best, chosen.length);
  }
  return best;
}

describe('smallest cover', () => {
  it('is as small as any, and covers all', () => {
    const sets = fc.array(fc.bigInt({ min: 0n, max: 255n }), { maxLength: 9 });
    fc.assert(
      fc.property(sets, (some) => {
        const cover = smallestCover(some);
        const covered = cover.reduce((all, index) => all | (some[index] ?? 0n), 0n);
        expect(covered).toBe(some.reduce((all, set) => all | set, 0n));
        expect(cover).toHaveLength(fewest(some));
      }),
    );
  });

  it('beats taking the largest first', () => {
    expect(smallestCover([0b011110n, 0b000111n, 0b111000n])).toEqual([1, 2]);
  });

  it('takes what comes first among equals', () => {
    expect(smallestCover([0b01n, 0b11n, 0b11n])).toEqual([1]);
    expect(smallestCover([])).toEqual([]);
    expect(smallestCover([0n, 0n])).toEqual([]);
  });

  it('gives an answer for many classes too', () => {
    const sets = Array.from(
      { length: 200 },
      (_, index) => (0b1011n << BigInt(index % 60)) | (1n << BigInt((index * 7) % 60)),
    );
    const covered = smallestCover(sets).reduce((all, index) => all | (sets[index] ?? 0n), 0n);
    expect(covered).toBe(sets.reduce((all, set) => all | set, 0n));
  });
});
