/** Branches that are tried before the greedy answer has to do. */
const maxBranches = 50_000;

/**
 * Indexes of as few sets as possible that hold every element that any of them holds; of equals, the ones that come first.
 * A set is the bits of a number. Exact for fleets of any real shape, greedy where that would take too long.
 */
export function smallestCover(sets: readonly bigint[]): number[] {
  const useful = sets
    .map((set, index) => ({ set, index }))
    .filter(({ set, index }) => set !== 0n && !sets.some((other, at) => makesNeedless(other, set, at < index)));
  const universe = sets.reduce((all, set) => all | set, 0n);
  const budget = { branches: maxBranches };
  for (let size = 0; size <= useful.length && budget.branches > 0; size++) {
    const cover = coverWith(size, universe, useful, budget);
    if (cover !== undefined) return cover.sort((a, b) => a - b);
  }
  return greedyCover(universe, useful);
}

interface IndexedSet {
  readonly set: bigint;
  readonly index: number;
}

function makesNeedless(other: bigint, set: bigint, comesFirst: boolean): boolean {
  return (set & ~other) === 0n && (other !== set || comesFirst);
}

/** Branches on the element that the fewest sets hold. */
function coverWith(
  size: number,
  missing: bigint,
  sets: readonly IndexedSet[],
  budget: { branches: number },
): number[] | undefined {
  if (missing === 0n) return [];
  if (size === 0 || budget.branches-- <= 0) return undefined;
  for (const { set, index } of fewestHolders(missing, sets)) {
    const rest = coverWith(size - 1, missing & ~set, sets, budget);
    if (rest !== undefined) return [index, ...rest];
  }
  return undefined;
}

function fewestHolders(missing: bigint, sets: readonly IndexedSet[]): readonly IndexedSet[] {
  let fewest = sets;
  for (let bit = 1n; bit <= missing; bit <<= 1n) {
    if ((missing & bit) === 0n) continue;
    const holders = sets.filter(({ set }) => (set & bit) !== 0n);
    if (holders.length < fewest.length) fewest = holders;
  }
  return fewest;
}

function greedyCover(universe: bigint, sets: readonly IndexedSet[]): number[] {
  const cover: number[] = [];
  let missing = universe;
  while (missing !== 0n) {
    const gains = sets.map(({ set }) => countBits(set & missing));
    const best = sets[gains.indexOf(Math.max(...gains))];
    if (best === undefined) break;
    cover.push(best.index);
    missing &= ~best.set;
  }
  return cover.sort((a, b) => a - b);
}

function countBits(set: bigint): number {
  return set.toString(2).replaceAll('0', '').length;
}
