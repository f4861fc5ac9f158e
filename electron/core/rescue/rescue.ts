import type { Catalogue } from '../catalogue/catalogue.ts';
import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import { trustedAuthority } from '../trust/anchors.ts';
import type { Certificate } from '../trust/certificate.ts';
import { readChain, type SentChain, type TrialOptions } from '../trust/trials.ts';
import type { ServerView } from '../trust/verdict.ts';
import { type Candidate, listCandidates } from './candidates.ts';
import { createPool } from './certificate-pool.ts';
import { type ChainFit, endDate, fitChain } from './chain-fit.ts';
import { findConflicts } from './conflicts.ts';
import { type Choice, describeListener } from './listener.ts';
import { rescueNotes } from './rescue-notes.ts';
import type { ClassRescue, RescueOutcome, RescuePlan } from './rescue-plan.ts';
import { smallestCover } from './set-cover.ts';
import { classesOf, type FleetUnit, type UnitClass } from './unit-class.ts';

/** A fleet, the server that should reach it, and what chains may be made of. */
export interface RescueRequest extends Pick<TrialOptions, 'now' | 'dateCheck'> {
  readonly fleet: readonly FleetUnit[];
  /** Undefined where no server is there yet: then the leaf is one to be issued. */
  readonly server: ServerView | undefined;
  readonly catalogue: Catalogue;
  /** Certificates besides the catalogue's that could be sent: those of a private authority, for one. */
  readonly atHand?: readonly Certificate[];
  /** The name that the units ask for, where facts and server do not say it. */
  readonly host?: string | undefined;
}

/**
 * The smallest set of servers that the fleet accepts, found by searching upward from the leaf at hand and from every
 * authority that issues today, through the catalogue's cross-signs, and judging each chain as each class of units would
 * (TRUST §D.5-9). Throws `trust.chain-unreadable`.
 */
export async function planRescue(request: RescueRequest): Promise<RescuePlan> {
  const classes = classesOf(request.fleet);
  const served = request.server && readChain(request.server.chain);
  const { candidates, complete } = await searchCandidates(request, classes, served);
  const fits = await fitAll(candidates, classes, request);
  const chosen = chooseListeners(candidates, fits, classes);
  const perClass = classes.map((unitClass, index) => rescueOf(unitClass, index, chosen, served && fits[0]?.[index]));
  const plan = {
    schema: 1,
    catalogue: { version: request.catalogue.version, date: request.catalogue.date },
    hosts: hostsOf(request),
    listeners: chosen.map((choice) => describeListener(choice, served)),
    perClass,
    conflicts: findConflicts(chosen, classes),
    endsOn: perClass.flatMap(({ ends }) => endDate(ends) ?? []).sort()[0],
  } as const;
  return { ...plan, notes: rescueNotes({ classes, plan, chosen, searchComplete: complete }) };
}

function chooseListeners(
  candidates: readonly Candidate[],
  fits: readonly (readonly ChainFit[])[],
  classes: readonly UnitClass[],
): Choice[] {
  const masks = coverages(fits, classes);
  return smallestCover(masks).flatMap((at) => {
    const [candidate, row = [], mask = 0n] = [candidates[at], fits[at], masks[at]];
    return candidate === undefined ? [] : [{ candidate, fits: row, classes: mask }];
  });
}

function hostsOf({ host, server, fleet }: RescueRequest): readonly string[] {
  const given = host ?? server?.host;
  return given === undefined ? [...new Set(fleet.flatMap(({ facts }) => facts.trust.hosts))] : [given];
}

async function searchCandidates(
  request: RescueRequest,
  classes: readonly UnitClass[],
  served: SentChain | undefined,
): Promise<{ readonly candidates: readonly Candidate[]; readonly complete: boolean }> {
  const { catalogue, atHand = [], now } = request;
  const anchors = classes.filter(mayUpdate).flatMap(({ facts }) => facts.trust.anchors);
  const authorities = anchors.map(trustedAuthority).filter((authority) => authority !== undefined);
  const pool = await createPool(catalogue, [...(served ?? []), ...atHand], authorities);
  const anchorKeys = new Set(anchors.map(({ spkiSha256 }) => spkiSha256));
  return listCandidates({ pool, catalogue, served, anchorKeys, hosts: hostsOf(request), now });
}

/** Nothing that a server shows updates a unit without a second slot (DESIGN §5.3). */
function mayUpdate({ facts: { layout } }: UnitClass): boolean {
  return factValue(layout.canUpdateOverTheAir) !== false;
}

/** One row for each candidate, one fit in it for each class. */
async function fitAll(
  candidates: readonly Candidate[],
  classes: readonly UnitClass[],
  request: RescueRequest,
): Promise<ChainFit[][]> {
  const { now, dateCheck, catalogue, host, server } = request;
  const rows: ChainFit[][] = candidates.map(() => []);
  for (const unitClass of classes) {
    const known = hashedAuthorities(unitClass.facts, catalogue);
    const options: TrialOptions = { now, known, ...(dateCheck && { dateCheck }) };
    for (const [index, { chain }] of candidates.entries()) {
      const isPossible = mayUpdate(unitClass);
      rows[index]?.push(
        isPossible
          ? await fitChain(chain, unitClass.facts, host ?? server?.host, options)
          : { accepts: 'no', ends: [], anchor: undefined },
      );
    }
  }
  return rows;
}

/** What the catalogue knows of anchors of which the unit shows a hash only. */
function hashedAuthorities({ trust }: UnitFacts, { byKey }: Catalogue): Certificate[] {
  return trust.anchors
    .filter(({ kind }) => kind === 'hash-only')
    .flatMap(({ spkiSha256 }) => byKey.get(spkiSha256)?.slice(0, 1) ?? []);
}

/** The classes that accept each candidate; with doubts about dates only where no candidate is accepted without. */
function coverages(fits: readonly (readonly ChainFit[])[], classes: readonly UnitClass[]): bigint[] {
  const hasCertain = classes.map((_, index) => fits.some((row) => row[index]?.accepts === 'always'));
  return fits.map((row) =>
    row.reduce((mask, { accepts }, index) => {
      const counts = accepts === 'always' || (accepts === 'dates-off' && !hasCertain[index]);
      return counts ? mask | (1n << BigInt(index)) : mask;
    }, 0n),
  );
}

function rescueOf(
  unitClass: UnitClass,
  index: number,
  chosen: readonly Choice[],
  served: ChainFit | undefined,
): ClassRescue {
  const listener = chosen.findIndex(({ classes }) => (classes & (1n << BigInt(index))) !== 0n);
  const fit = chosen[listener]?.fits[index];
  return {
    units: unitClass.units,
    outcome: outcomeOf(unitClass, fit, served),
    listener: listener < 0 ? undefined : listener,
    anchor: fit?.anchor && { spkiSha256: fit.anchor.publicKey.sha256, subject: fit.anchor.subject.text },
    ends: fit?.ends ?? [],
  };
}

function outcomeOf(unitClass: UnitClass, fit: ChainFit | undefined, served: ChainFit | undefined): RescueOutcome {
  if (!mayUpdate(unitClass)) return 'no-second-slot';
  if (served?.accepts === 'always') return 'served';
  if (fit?.accepts === 'always') return 'rescued';
  if (fit?.accepts === 'dates-off') return 'rescued-if-dates-off';
  const { complete, anchors } = unitClass.facts.trust;
  return complete && anchors.some(({ kind }) => kind !== 'hash-only') ? 'none' : 'unknown-anchors';
}
