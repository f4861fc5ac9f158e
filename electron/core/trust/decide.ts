import type { UnitFacts, UnknownReason } from '../inspect/facts.ts';
import type { TrustedAuthority } from './anchors.ts';
import { printableText } from './printable-text.ts';
import { restsOnUndatedHash, type Trial } from './trials.ts';
import type { Remedy, Verdict, VerdictReason } from './verdict.ts';

/** Something that is not known and on which the verdict hangs. */
interface Doubt {
  readonly reason: VerdictReason;
  readonly missing: Verdict['missing'][number];
}

/** The verdict that the trials allow; no trials = no server was given. */
export function decide(facts: UnitFacts, trials: readonly Trial[], now: number): Verdict {
  const { canUpdateOverTheAir } = facts.layout;
  if (canUpdateOverTheAir.known && !canUpdateOverTheAir.value) return noSecondSlot(trials);
  const base = verdictBase(trials);
  const doubts = trials.length === 0 ? [noServer] : doubtsOf(facts, trials);
  const reasons = [...doubts.map(({ reason }) => reason), ...distinctReasons(trials)];
  if (doubts.length > 0) {
    const missing = doubts.map((doubt) => doubt.missing);
    return { ...base, status: 'unknown', reasons, missing, remedies: trials.length > 0 ? [flash] : [] };
  }
  if (trials.every(isAccepted)) return { ...base, status: 'reachable', reasons, until: earliestEnd(trials) };
  return { ...base, status: 'stranded', reasons, remedies: [...serverRemedies(trials, now), flash] };
}

const flash: Remedy = { kind: 'flash' };
const noServer = doubt('no-server', 'server.chain', 'not-read');

function verdictBase(trials: readonly Trial[]): Omit<Verdict, 'status' | 'reasons'> {
  return {
    schema: 1,
    outcomes: outcomesOf(trials.filter(isCertain)),
    path: pathOf(trials.find(isAccepted)),
    until: undefined,
    remedies: [],
    missing: [],
  };
}

/** Such a unit has nowhere to put a download: what a server shows is told, and is never a remedy (DESIGN §5.3). */
function noSecondSlot(trials: readonly Trial[]): Verdict {
  const reasons: VerdictReason[] = [{ code: 'no-second-slot', params: {} }, ...distinctReasons(trials)];
  return { ...verdictBase(trials), status: 'stranded', reasons, remedies: [flash] };
}

function doubt(
  code: VerdictReason['code'],
  fact: string,
  reason: UnknownReason,
  params: VerdictReason['params'] = {},
): Doubt {
  return { reason: { code, params }, missing: { fact, reason } };
}

function doubtsOf(facts: UnitFacts, trials: readonly Trial[]): Doubt[] {
  const refused = trials.filter((trial) => !isAccepted(trial));
  return [
    ...disagreements(facts, trials),
    ...(trials.some(({ result }) => result.unsupported)
      ? [doubt('signature-unsupported', 'server.chain', 'not-supported')]
      : []),
    ...(trials.some(restsOnUndatedHash) ? [doubt('anchor-hash-only', 'trust.anchors', 'not-present')] : []),
    ...(refused.length === 0 ? secondSlotDoubts(facts) : anchorDoubts(facts, refused)),
  ];
}

/** Trials that end differently: by the date check, by which slot runs, or by the way in which its firmware trusts. */
function disagreements({ trust, layout }: UnitFacts, trials: readonly Trial[]): Doubt[] {
  const differ = (some: readonly Trial[]) => new Set(some.map(isAccepted)).size > 1;
  /** Whether trials that are alike in all but one thing end differently. */
  const hangsOn = (alike: (trial: Trial) => unknown[]) =>
    [...Map.groupBy(trials, (trial) => JSON.stringify(alike(trial))).values()].some(differ);
  const dates = hangsOn(({ slot, store }) => [slot, store]);
  const slots = hangsOn(({ store, dateCheck }) => [store, dateCheck]);
  const stores = hangsOn(({ slot, dateCheck }) => [slot, dateCheck]);
  return [
    ...(dates && !trust.dateCheck.known
      ? [doubt('date-check-unknown', 'trust.dateCheck', trust.dateCheck.reason)]
      : []),
    ...(slots && !layout.runningSlot.known
      ? [doubt('running-slot-unknown', 'layout.runningSlot', layout.runningSlot.reason)]
      : []),
    ...(stores ? [doubt('trust-store-unknown', 'trust.anchors', 'not-supported')] : []),
  ];
}

/** A refusal is certain only when every anchor is known. */
function anchorDoubts({ coverage }: UnitFacts, refused: readonly Trial[]): Doubt[] {
  if (refused.some(({ anchors }) => !anchors.complete)) {
    const places = coverage.skipped
      .map(({ what }) => printableText(what))
      .slice(0, 8)
      .join(', ');
    return [doubt('anchors-incomplete', 'trust.anchors', coverage.skipped[0]?.reason ?? 'not-read', { places })];
  }
  const unmatched = Math.max(...refused.map(({ anchors }) => anchors.unmatchedHashes));
  if (unmatched > 0) return [doubt('anchor-hash-only', 'trust.anchors', 'not-present', { count: unmatched })];
  return refused.some(({ anchors }) => anchors.trusted.length === 0)
    ? [doubt('no-anchor', 'trust.anchors', 'not-present')]
    : [];
}

/** A unit whose table could not be read may be one that nothing can update over the air; a file has no table. */
function secondSlotDoubts({ layout: { canUpdateOverTheAir }, channel }: UnitFacts): Doubt[] {
  if (canUpdateOverTheAir.known || channel === 'file') return [];
  return [doubt('second-slot-unknown', 'layout.canUpdateOverTheAir', canUpdateOverTheAir.reason)];
}

/** A refusal says something of the unit only where all its anchors are known and there are any. */
function isCertain(trial: Trial): boolean {
  const { complete, unmatchedHashes, trusted } = trial.anchors;
  return isAccepted(trial) || (complete && unmatchedHashes === 0 && trusted.length > 0);
}

function isAccepted({ outcome }: Trial): boolean {
  return outcome.accepted;
}

function distinctReasons(trials: readonly Trial[]): VerdictReason[] {
  const reasons = trials.filter(({ anchors }) => anchors.trusted.length > 0).flatMap((trial) => trial.reasons);
  return [...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values()];
}

/** One outcome for each assumption about dates, where all slots that may run agree. */
function outcomesOf(trials: readonly Trial[]): Verdict['outcomes'] {
  const byDates = Map.groupBy(trials, ({ dateCheck }) => dateCheck);
  return [...byDates].flatMap(([dateCheck, group]) => {
    const [first] = group;
    const agree = group.every(({ outcome }) => outcome.accepted === first?.outcome.accepted);
    return first && agree ? [{ dateCheck, outcome: first.outcome }] : [];
  });
}

function pathOf(trial: Trial | undefined): string[] {
  if (trial?.result.anchor === undefined) return [];
  const certificates = trial.result.members.flatMap(({ certificate }) => certificate?.sha256 ?? []);
  return [...certificates, trial.result.anchor.publicKey.sha256];
}

/** The first date on which a unit that checks dates stops accepting this path; the leaf is renewed as a matter of course. */
function earliestEnd(trials: readonly Trial[]): Verdict['until'] {
  const ends = trials
    .filter(({ dateCheck }) => dateCheck)
    .flatMap(({ result }) => result.members.slice(1))
    .flatMap(({ authority: { notAfter, subject } }) =>
      notAfter === undefined ? [] : [{ notAfter, subject: subject.text }],
    )
    .sort((a, b) => a.notAfter - b.notAfter);
  return ends[0] && { date: new Date(ends[0].notAfter).toISOString(), subject: ends[0].subject };
}

/**
 * The anchors to which the server could show a chain: the one that the path reached, else all that are not past for good,
 * the last to end first.
 */
function serverRemedies(trials: readonly Trial[], now: number): Remedy[] {
  const reached = trials.flatMap(({ result, reachable }) => result.anchor ?? reachable ?? []);
  const mustBeCurrent = trials.every(({ dateCheck }) => dateCheck);
  const anchors = (reached.length > 0 ? reached : trials.flatMap((trial) => trial.anchors.trusted)).filter(
    (anchor) => canIssue(anchor) && (!mustBeCurrent || (anchor.notAfter ?? now) >= now),
  );
  anchors.sort((a, b) => (b.notAfter ?? 0) - (a.notAfter ?? 0));
  const byKey = new Map(anchors.map((anchor) => [anchor.publicKey.sha256, anchor.subject.text]));
  return [...byKey].map(([anchorSpkiSha256, subject]) => ({ kind: 'server-chain-to', anchorSpkiSha256, subject }));
}

function canIssue({ isCa, version }: TrustedAuthority): boolean {
  return isCa || version < 3;
}
