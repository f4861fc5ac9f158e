import { decodeBase64 } from '../bytes/base64.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { parseIdfVersion } from '../formats/idf-version.ts';
import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { deviceLogLines } from './device-log.ts';
import { explainPath } from './explain-path.ts';
import { matchesHost } from './host-name.ts';
import { type PathQuery, type PathResult, searchPath } from './mbedtls-path.ts';
import { type MbedTlsProfile, mbedTlsProfile } from './mbedtls-profile.ts';
import { anchorsOfSlot, runnableSlots, type UnitAnchors } from './unit-anchors.ts';
import type { DeviceOutcome, ServerView, VerdictReason } from './verdict.ts';

export interface TrialOptions {
  /** Milliseconds since 1970: what a unit that checks dates has for the time. */
  readonly now: number;
  /** What the operator knows of the firmware's date check; `unknown` or absent = the facts decide. */
  readonly dateCheck?: 'on' | 'off' | 'unknown';
  /** Certificates besides those of the server that may name an anchor of which the unit shows a hash only. */
  readonly known?: readonly Certificate[] | undefined;
}

/** One assumption about what is not known, and what Mbed TLS does under it. */
export interface Trial {
  readonly slot: string | undefined;
  readonly dateCheck: boolean;
  readonly anchors: UnitAnchors;
  readonly result: PathResult;
  readonly reasons: readonly VerdictReason[];
  readonly outcome: DeviceOutcome;
}

/** A chain in sent order, leaf first. */
export type SentChain = readonly [Certificate, ...Certificate[]];

/** Every combination of what is not known, tried. Throws `trust.chain-unreadable`. */
export async function tryServer(facts: UnitFacts, server: ServerView, options: TrialOptions): Promise<Trial[]> {
  return tryChain(facts, readChain(server.chain), server.host, options);
}

/** The same for a chain of which the certificates, or facts on them, are at hand. */
export async function tryChain(
  facts: UnitFacts,
  chain: SentChain,
  givenHost: string | undefined,
  options: TrialOptions,
): Promise<Trial[]> {
  const profile = mbedTlsProfile(factValue(facts.trust.mbedTlsVersion));
  const host = hostToMatch(givenHost, facts.trust.hosts, chain[0], profile);
  const known = [...chain, ...(options.known ?? [])];
  const trials: Trial[] = [];
  for (const slot of runnableSlots(facts)) {
    const anchors = anchorsOfSlot(facts, slot, known);
    for (const dateCheck of dateChecks(facts, options)) {
      const clock = dateCheck ? Math.floor(options.now / 1000) * 1000 : undefined;
      const query = { chain, trusted: anchors.trusted, host, clock, profile };
      trials.push({ slot, dateCheck, anchors, ...(await runTrial(query, facts, slot)) });
    }
  }
  return trials;
}

async function runTrial(query: PathQuery, facts: UnitFacts, slot: string | undefined) {
  const result = await searchPath(query);
  const { code, flags } = result;
  const logLines = deviceLogLines(result, idfVersionOf(facts, slot));
  const outcome: DeviceOutcome = { accepted: code === 0, code, flags, logLines };
  return { result, outcome, reasons: await explainPath(result, query) };
}

/** The certificates of a server's view. Throws `trust.chain-unreadable`. */
export function readChain(chain: readonly string[]): SentChain {
  const [leaf, ...rest] = chain.map(readChainMember);
  if (leaf === undefined) throw new RecoveryError('trust.chain-unreadable', { reason: 'chain.no-certificate' });
  return [leaf, ...rest];
}

function readChainMember(text: string): Certificate {
  const certificate = parseCertificate(decodeOrEmpty(text));
  if (certificate.ok) return certificate.value;
  throw new RecoveryError('trust.chain-unreadable', { reason: certificate.problem.code });
}

function decodeOrEmpty(text: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeBase64(text);
  } catch {
    return new Uint8Array(0);
  }
}

/** The operator's word, else what the facts say, else both. */
function dateChecks({ trust }: UnitFacts, { dateCheck }: TrialOptions): readonly boolean[] {
  if (dateCheck === 'on' || dateCheck === 'off') return [dateCheck === 'on'];
  return trust.dateCheck.known ? [trust.dateCheck.value] : [false, true];
}

/**
 * The name that the unit asks for: the one given, else the only one in its firmware, else whichever of several the leaf
 * is for. With several and no match it is not known which of them serves updates, and the name is left out.
 */
function hostToMatch(
  given: string | undefined,
  hosts: readonly string[],
  leaf: Certificate,
  profile: MbedTlsProfile,
): string | undefined {
  if (given !== undefined) return given;
  return hosts.length === 1 ? hosts[0] : hosts.find((host) => matchesHost(leaf, host, profile));
}

function idfVersionOf({ slots, bootloader }: UnitFacts, slot: string | undefined) {
  const app = slots.find(({ label }) => label === slot);
  const text = (app && factValue(app.idfVersion)) ?? factValue(bootloader.idfVersion);
  return text === undefined ? undefined : parseIdfVersion(text);
}
