import { factValue } from '../inspect/fact.ts';
import type { Anchor, UnitFacts } from '../inspect/facts.ts';
import { runnableSlots } from '../trust/unit-anchors.ts';
import type { DateCheck, EndCause, Horizon, RootHorizon } from './audit.ts';

const endCauses: Readonly<Record<DateCheck, EndCause>> = {
  on: 'unit-refuses',
  off: 'authority-ends',
  unknown: 'either',
};

/** What the operator says of the date check, else what the facts say. */
export function dateCheckOf({ trust }: UnitFacts, said: DateCheck = 'unknown'): DateCheck {
  if (said !== 'unknown') return said;
  const checks = factValue(trust.dateCheck);
  return checks === undefined ? 'unknown' : checks ? 'on' : 'off';
}

/** The roots that firmware in a slot that may run would use, once for each key, first to end first. */
export function rootHorizons(facts: UnitFacts, dateCheck: DateCheck): RootHorizon[] {
  const slots = runnableSlots(facts);
  const anchors = facts.trust.anchors.filter(
    ({ usable, foundIn: { slot } }) => usable && (slot === undefined || slots.includes(slot)),
  );
  const byKey = Map.groupBy(anchors, ({ spkiSha256 }) => spkiSha256);
  return [...byKey.values()].flatMap((group) => rootHorizon(group, endCauses[dateCheck])).sort(byEnd);
}

/** Several certificates of one key: it serves as long as the last of them, and without end where one has no date. */
function rootHorizon(group: readonly Anchor[], cause: EndCause): RootHorizon[] {
  const [first] = group;
  if (first === undefined) return [];
  const date = latestEnd(group);
  const { spkiSha256, subject, kind, encoding } = first;
  const places = group.map(({ foundIn }) => foundIn);
  return [{ spkiSha256, subject, kind, encoding, places, ...(date !== undefined && { until: { date, cause } }) }];
}

function latestEnd(group: readonly Anchor[]): string | undefined {
  const ends = group.flatMap((anchor) => (anchor.kind === 'certificate' ? [Date.parse(anchor.notAfter)] : []));
  return ends.length === group.length ? new Date(Math.max(...ends)).toISOString() : undefined;
}

function byEnd(a: RootHorizon, b: RootHorizon): number {
  return endOf(a) - endOf(b) || 0; // infinity less infinity is no number
}

function endOf({ until }: RootHorizon): number {
  return until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until.date);
}

/** The update path lasts as long as the last root. Takes the roots as `rootHorizons` gives them. */
export function lastHorizon(roots: readonly RootHorizon[]): Horizon {
  const last = roots.at(-1);
  if (last === undefined) return { kind: 'none' };
  return last.until === undefined ? { kind: 'open' } : { kind: 'date', subject: last.subject, ...last.until };
}
