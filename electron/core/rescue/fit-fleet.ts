import type { Catalogue } from '../catalogue/catalogue.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { Certificate } from '../trust/certificate.ts';
import type { TrialOptions } from '../trust/trials.ts';
import type { ServerView } from '../trust/verdict.ts';
import type { Candidate } from './candidates.ts';
import { type ChainFit, fitChain, refused } from './chain-fit.ts';
import { mayUpdate, type UnitClass } from './unit-class.ts';

/** How the fleet is judged, whatever the chain. */
export interface FitRequest extends Pick<TrialOptions, 'now' | 'dateCheck'> {
  readonly catalogue: Catalogue;
  readonly server: ServerView | undefined;
  /** The name that the units ask for, where server and facts do not say it. */
  readonly host?: string | undefined;
}

/** Judges every candidate as every class would: one row for each candidate, one fit in it for each class. */
export async function fitFleet(
  candidates: readonly Candidate[],
  classes: readonly UnitClass[],
  request: FitRequest,
): Promise<ChainFit[][]> {
  const { now, dateCheck, catalogue } = request;
  const known = classes.map(({ facts }) => hashedAuthorities(facts, catalogue));
  const rows: ChainFit[][] = [];
  for (const candidate of candidates) {
    const server = serverWith(candidate, request);
    const row: ChainFit[] = [];
    for (const [index, unitClass] of classes.entries()) {
      const options: TrialOptions = { now, known: known[index], ...(dateCheck && { dateCheck }) };
      row.push(mayUpdate(unitClass) ? await fitChain(server, unitClass.facts, options) : refused);
    }
    rows.push(row);
  }
  return rows;
}

/** The server with this chain; how it comes over the line is known of what is shown now only. */
function serverWith({ chain, origin }: Candidate, { host, server }: FitRequest) {
  const flight = origin === 'served' ? server?.flight : undefined;
  return { chain, host: host ?? server?.host, ...(flight && { flight }) };
}

/** What the catalogue knows of anchors of which the unit shows a hash only. */
function hashedAuthorities({ trust }: UnitFacts, { byKey }: Catalogue): Certificate[] {
  return trust.anchors
    .filter(({ kind }) => kind === 'hash-only')
    .flatMap(({ spkiSha256 }) => byKey.get(spkiSha256)?.slice(0, 1) ?? []);
}

/**
 * The classes that accept each candidate, as bits; with doubts about dates only where no candidate is accepted without.
 */
export function coverages(rows: readonly (readonly ChainFit[])[], classes: readonly UnitClass[]): bigint[] {
  const hasCertain = classes.map((_, index) => rows.some((row) => row[index]?.accepts === 'always'));
  return rows.map((row) =>
    row.reduce((mask, { accepts }, index) => {
      const counts = accepts === 'always' || (accepts === 'dates-off' && !hasCertain[index]);
      return counts ? mask | (1n << BigInt(index)) : mask;
    }, 0n),
  );
}
