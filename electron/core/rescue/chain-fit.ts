import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { TrustedAuthority } from '../trust/anchors.ts';
import { type ParsedServer, restsOnUndatedHash, type Trial, type TrialOptions, tryChain } from '../trust/trials.ts';
import type { RescueEnd } from './rescue-plan.ts';

/** Whether the units of a class accept a chain, and until when. */
export interface ChainFit {
  readonly accepts: 'always' | 'dates-off' | 'no';
  readonly ends: readonly RescueEnd[];
  readonly anchor: TrustedAuthority | undefined;
}

/** For chains that are not accepted, for whatever reason. */
export const refused: ChainFit = { accepts: 'no', ends: [], anchor: undefined };

/** Judges a chain as the units of a class would: path model, dates, and whether the message fits (TRUST §D.6-7). */
export async function fitChain(server: ParsedServer, facts: UnitFacts, options: TrialOptions): Promise<ChainFit> {
  const trials = await tryChain(facts, server, { ...options, inputBuffer: inputBufferOf(facts) });
  if (trials.some(({ result }) => result.unsupported)) return refused;
  if (trials.every(isAccepted)) return accepted('always', trials);
  const undated = trials.filter(({ dateCheck }) => !dateCheck);
  return undated.length > 0 && undated.every(isAccepted) ? accepted('dates-off', undated) : refused;
}

/** Largest record content that the unit can take in, where its firmware shows it. */
export function inputBufferOf({ trust }: UnitFacts): number | undefined {
  return trust.tls && factValue(trust.tls.inputBuffer);
}

/** For certain, that is. */
function isAccepted(trial: Trial): boolean {
  return trial.outcome.accepted && !restsOnUndatedHash(trial);
}

function accepted(accepts: 'always' | 'dates-off', trials: readonly Trial[]): ChainFit {
  const dated = trials.filter(({ dateCheck }) => dateCheck);
  return { accepts, ends: dated.flatMap(endsOf).sort(byDate), anchor: trials[0]?.result.anchor };
}

/** The members above the leaf, which is renewed all the time; of the first its operator takes care too. */
function endsOf({ result: { members } }: Trial): RescueEnd[] {
  return members.slice(1).flatMap(({ authority: { notAfter, subject }, certificate }, index): RescueEnd[] => {
    if (notAfter === undefined) return [];
    const what = certificate === undefined ? 'anchor' : index === 0 ? 'issuing' : 'cross-sign';
    return [{ what, subject: subject.text, date: new Date(notAfter).toISOString() }];
  });
}

function byDate(a: RescueEnd, b: RescueEnd): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

/** The date on which no renewal helps any more; undefined = none. */
export function endDate(ends: readonly RescueEnd[]): string | undefined {
  return ends.find(({ what }) => what !== 'issuing')?.date;
}
