import type { Certificate } from '../../../electron/core/trust/certificate.ts';

/** Numbers that look random and are the same in every run (mulberry32). */
export interface Dice {
  /** From 0 to below `limit`. */
  below(limit: number): number;
  /** True in so many of a hundred throws. */
  percent(chance: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function dice(seed: number): Dice {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    percent: (chance) => below(100) < chance,
    pick: (from) => {
      for (const picked of from.slice(below(from.length))) return picked;
      throw new Error('nothing to pick from');
    },
  };
}

export interface RandomCase {
  readonly chain: readonly [Certificate, ...Certificate[]];
  readonly anchors: readonly Certificate[];
  readonly host: string | undefined;
  /** Milliseconds since 1970. */
  readonly clock: number;
}

const hosts = [undefined, 'lencr.org', 'aws.amazon.com', 'AWS.Amazon.com', 'x.1password.com', 'a.b.amazon.com', '.com'];
const clocks = [10_000, Date.UTC(2019, 2, 3), Date.UTC(2021, 5, 1), Date.UTC(2023, 11, 1), Date.UTC(2026, 10, 22)];

/** Chains upward through real cross-signs, then disordered, with strangers in between, and anchors on and off the path. */
export function randomCases(pool: readonly Certificate[], count: number, seed: number): RandomCase[] {
  const throws = dice(seed);
  const bySubject = Map.groupBy(pool, ({ subject }) => subject.text);
  const issuersOf = ({ issuer }: Certificate) => bySubject.get(issuer.text) ?? [];
  return Array.from({ length: count }, () => {
    const path = climb(throws.pick(pool), issuersOf, throws);
    const anchors = Array.from({ length: 1 + throws.below(3) }, () => pickAnchor(path, pool, issuersOf, throws));
    const [leaf = throws.pick(pool), ...rest] = disorder(path, pool, throws);
    return { chain: [leaf, ...rest], anchors, host: throws.pick(hosts), clock: throws.pick(clocks) };
  });
}

type Issuers = (certificate: Certificate) => readonly Certificate[];

function climb(leaf: Certificate, issuersOf: Issuers, throws: Dice): Certificate[] {
  const path = [leaf];
  const limit = throws.percent(10) ? 12 : 1 + throws.below(6);
  for (let top = leaf; path.length < limit; path.push(top)) {
    const issuers = issuersOf(top);
    if (issuers.length === 0) break;
    top = throws.pick(issuers);
  }
  return path;
}

function pickAnchor(path: Certificate[], pool: readonly Certificate[], issuersOf: Issuers, throws: Dice): Certificate {
  const member = throws.pick(path);
  if (throws.percent(30)) return member;
  const issuers = issuersOf(member);
  return throws.percent(70) && issuers.length > 0 ? throws.pick(issuers) : throws.pick(pool);
}

function disorder(path: readonly Certificate[], pool: readonly Certificate[], throws: Dice): Certificate[] {
  const sent = throws.percent(15) ? path.toReversed() : [...path];
  if (throws.percent(25)) sent.splice(throws.below(sent.length + 1), 0, throws.pick(pool));
  if (throws.percent(15)) sent.splice(1 + throws.below(sent.length), 1);
  return sent;
}
