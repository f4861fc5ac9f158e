import { trustedAuthority } from '../trust/anchors.ts';
import type { Certificate } from '../trust/certificate.ts';
import { readChain, type SentChain } from '../trust/trials.ts';
import { type Candidate, listCandidates } from './candidates.ts';
import { createPool } from './certificate-pool.ts';
import { type ChainFit, endDate } from './chain-fit.ts';
import { findConflicts } from './conflicts.ts';
import { coverages, type FitRequest, fitFleet } from './fit-fleet.ts';
import { type Choice, describeListener } from './listener.ts';
import { rescueNotes } from './rescue-notes.ts';
import type { ClassRescue, RescueOutcome, RescuePlan } from './rescue-plan.ts';
import { smallestCover } from './set-cover.ts';
import { classesOf, type FleetUnit, mayUpdate, type UnitClass } from './unit-class.ts';

/** A fleet, the server that should reach it (none = the leaf is one to be issued), and what chains may be made of. */
export interface RescueRequest extends FitRequest {
  readonly fleet: readonly FleetUnit[];
  /** Certificates besides the catalogue's that could be sent: those of a private authority, for one. */
  readonly atHand?: readonly Certificate[];
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
  const fits = await fitFleet(candidates, classes, request);
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
