import type { Catalogue } from '../catalogue/catalogue.ts';
import { factValue } from '../inspect/fact.ts';
import type { Anchor, UnitFacts } from '../inspect/facts.ts';
import { runnableSlots } from '../trust/unit-anchors.ts';
import type { DateCheck, EndCause, Horizon, RootEnd, RootHorizon } from './audit.ts';
import { distrustOf, ownEnd } from './catalogue-ends.ts';

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
export function rootHorizons(facts: UnitFacts, dateCheck: DateCheck, catalogue?: Catalogue): RootHorizon[] {
  const slots = runnableSlots(facts);
  const anchors = facts.trust.anchors.filter(
    ({ usable, foundIn: { slot } }) => usable && (slot === undefined || slots.includes(slot)),
  );
  const byKey = Map.groupBy(anchors, ({ spkiSha256 }) => spkiSha256);
  return [...byKey.values()].flatMap((group) => rootHorizon(group, endCauses[dateCheck], catalogue)).sort(byEnd);
}

/** Several certificates of one key: it serves as long as the last of them, and without end where no date of one is known. */
function rootHorizon(group: readonly Anchor[], cause: EndCause, catalogue: Catalogue | undefined): RootHorizon[] {
  const [first] = group;
  if (first === undefined) return [];
  const until = latestEnd(group.map((anchor) => endOfAnchor(anchor, cause, catalogue)));
  const { spkiSha256, subject, kind, encoding } = first;
  const places = group.map(({ foundIn }) => foundIn);
  const distrust = catalogue && distrustOf(spkiSha256, catalogue);
  return [{ spkiSha256, subject, kind, encoding, places, ...(until && { until }), ...(distrust && { distrust }) }];
}

function endOfAnchor(anchor: Anchor, cause: EndCause, catalogue: Catalogue | undefined): RootEnd | undefined {
  if (anchor.kind !== 'certificate') return catalogue && ownEnd(anchor.spkiSha256, catalogue);
  return { date: new Date(anchor.notAfter).toISOString(), cause, source: 'firmware' };
}

function latestEnd(ends: readonly (RootEnd | undefined)[]): RootEnd | undefined {
  return ends.reduce((last, end) => last && end && (Date.parse(end.date) > Date.parse(last.date) ? end : last));
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
  const { until, subject, spkiSha256 } = last;
  return until === undefined ? { kind: 'open' } : { kind: 'date', subject: subject || spkiSha256, ...until };
}
