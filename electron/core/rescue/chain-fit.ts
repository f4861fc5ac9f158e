import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { TrustedAuthority } from '../trust/anchors.ts';
import { type SentChain, type Trial, type TrialOptions, tryChain } from '../trust/trials.ts';
import type { RescueEnd } from './rescue-plan.ts';

/** Whether the units of a class accept a chain, and until when. */
export interface ChainFit {
  readonly accepts: 'always' | 'dates-off' | 'no';
  readonly ends: readonly RescueEnd[];
  readonly anchor: TrustedAuthority | undefined;
}

/** Largest record content of TLS, and what every ESP-IDF takes in unless it is told otherwise. */
const defaultInputBuffer = 16_384;

/** Length of the Certificate message of TLS 1.2 with this chain, its header included (RFC 5246 §7.4.2). */
export function certificateMessageLength(chain: readonly { readonly size: number }[]): number {
  return chain.reduce((length, { size }) => length + 3 + size, 4 + 3);
}

/** Largest message that the unit can take in; `known` = it was read from the firmware. */
export function inputBufferOf({ trust }: UnitFacts): { readonly length: number; readonly known: boolean } {
  const length = trust.tls && factValue(trust.tls.inputBuffer);
  return { length: length ?? defaultInputBuffer, known: length !== undefined };
}

/** Judges a chain as the units of a class would: path model, dates, and whether the message fits (TRUST §D.6-7). */
export async function fitChain(
  chain: SentChain,
  facts: UnitFacts,
  host: string | undefined,
  options: TrialOptions,
): Promise<ChainFit> {
  const refused: ChainFit = { accepts: 'no', ends: [], anchor: undefined };
  if (certificateMessageLength(chain) > inputBufferOf(facts).length) return refused;
  const trials = await tryChain(facts, chain, host, options);
  if (trials.some(({ result }) => result.unsupported)) return refused;
  const undated = trials.filter(({ dateCheck }) => !dateCheck);
  const accepted = trials.every(isAccepted) ? trials : undated.length > 0 && undated.every(isAccepted) ? undated : [];
  if (accepted.length === 0) return refused;
  return {
    accepts: accepted === trials ? 'always' : 'dates-off',
    ends: accepted
      .filter(({ dateCheck }) => dateCheck)
      .flatMap(endsOf)
      .sort(byDate),
    anchor: accepted[0]?.result.anchor,
  };
}

function isAccepted({ outcome }: Trial): boolean {
  return outcome.accepted;
}

/** The members above the leaf, which is renewed all the time: of the first its operator takes care too. */
function endsOf({ result: { members } }: Trial): RescueEnd[] {
  return members.slice(1).flatMap(({ authority: { notAfter, subject }, certificate }, index) => {
    if (notAfter === undefined) return [];
    const what = certificate === undefined ? 'anchor' : index === 0 ? 'issuing' : 'cross-sign';
    return [{ what, subject: subject.text, date: new Date(notAfter).toISOString() } as const];
  });
}

function byDate(a: RescueEnd, b: RescueEnd): number {
  return a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
}

/** The date on which no renewal helps any more. */
export function endDate(ends: readonly RescueEnd[]): string | undefined {
  return ends.find(({ what }) => what !== 'issuing')?.date;
}
