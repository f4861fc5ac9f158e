import { decodeBase64 } from '../bytes/base64.ts';
import { RecoveryError } from '../errors/recovery-error.ts';
import { type IdfVersion, parseIdfVersion } from '../formats/idf-version.ts';
import { factValue } from '../inspect/fact.ts';
import type { UnitFacts } from '../inspect/facts.ts';
import type { TrustedAuthority } from './anchors.ts';
import { sortRoots } from './bundle-path.ts';
import { bundleRules, hasCrossSignedOption } from './bundle-rules.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { deviceLogLines } from './device-log.ts';
import { explainHandshake, rootBelowTop } from './explain-handshake.ts';
import { type HandshakeQuery, type HandshakeResult, runHandshake, type TrustStore } from './handshake.ts';
import { matchesHost } from './host-name.ts';
import { type MbedTlsProfile, mbedTlsProfile } from './mbedtls-profile.ts';
import { defaultInputBuffer, usualFlight } from './receive-limits.ts';
import { anchorsOfSlot, runnableSlots, type UnitAnchors } from './unit-anchors.ts';
import type { DeviceOutcome, ServerView, VerdictReason } from './verdict.ts';

export interface TrialOptions {
  /** Milliseconds since 1970: what a unit that checks dates has for the time. */
  readonly now: number;
  /** What the operator knows of the firmware's date check; `unknown` or absent = the facts decide. */
  readonly dateCheck?: 'on' | 'off' | 'unknown';
  /** Bytes of record content that the firmware takes in (MBEDTLS_SSL_IN_CONTENT_LEN); absent = the default, 16,384. */
  readonly inputBuffer?: number | undefined;
  /** Certificates besides those of the server that may name an anchor of which the unit shows a hash only. */
  readonly known?: readonly Certificate[] | undefined;
}

/** One assumption about what is not known, and what the unit does under it. */
export interface Trial {
  readonly slot: string | undefined;
  readonly dateCheck: boolean;
  /** Names the way in which the firmware trusts. */
  readonly store: string;
  readonly anchors: UnitAnchors;
  readonly result: HandshakeResult;
  /** The root of a bundle that would be reached if the server sent less. */
  readonly reachable: TrustedAuthority | undefined;
  readonly reasons: readonly VerdictReason[];
  readonly outcome: DeviceOutcome;
}

/** True where the unit accepts by an anchor of which only a hash is known: where dates are checked, it may have ended. */
export function restsOnUndatedHash({ outcome, dateCheck, result, anchors }: Trial): boolean {
  return outcome.accepted && dateCheck && anchors.matchedByHash.some((authority) => authority === result.anchor);
}

/** A chain in sent order, leaf first. */
export type SentChain = readonly [Certificate, ...Certificate[]];

/** A server's chain of which the certificates, or facts on them, are at hand. */
export interface ParsedServer extends Pick<ServerView, 'host' | 'flight'> {
  readonly chain: SentChain;
}

/** Every combination of what is not known, tried. Throws `trust.chain-unreadable`. */
export async function tryServer(facts: UnitFacts, server: ServerView, options: TrialOptions): Promise<Trial[]> {
  return tryChain(facts, { ...server, chain: readChain(server.chain) }, options);
}

/** The same for a chain that is read already. */
export async function tryChain(facts: UnitFacts, server: ParsedServer, options: TrialOptions): Promise<Trial[]> {
  const { chain } = server;
  const profile = mbedTlsProfile(factValue(facts.trust.mbedTlsVersion));
  const host = hostToMatch(server.host, facts.trust.hosts, chain[0], profile);
  const flight = server.flight ?? usualFlight(chain);
  const inputBuffer = options.inputBuffer ?? defaultInputBuffer;
  const known = [...chain, ...(options.known ?? [])];
  const trials: Trial[] = [];
  for (const slot of runnableSlots(facts)) {
    const idf = idfVersionOf(facts, slot);
    const ways = anchorsOfSlot(facts, slot, known).flatMap((anchors) => waysToTrust(anchors, idf));
    for (const { anchors, name, store } of ways) {
      for (const dateCheck of dateChecks(facts, options)) {
        const clock = dateCheck ? Math.floor(options.now / 1000) * 1000 : undefined;
        const query = { chain, store, host, clock, profile, flight, inputBuffer };
        trials.push({ slot, store: name, dateCheck, anchors, ...(await runTrial(query, idf)) });
      }
    }
  }
  return trials;
}

interface WayToTrust {
  readonly anchors: UnitAnchors;
  readonly name: string;
  readonly store: TrustStore;
}

/** A bundle of a version that has the option for cross-signed chains is tried with it and without. */
function waysToTrust(anchors: UnitAnchors, idf: IdfVersion | undefined): WayToTrust[] {
  if (anchors.kind === 'list') return [{ anchors, name: 'list', store: { kind: 'list', trusted: anchors.trusted } }];
  const roots = sortRoots(anchors.trusted);
  const options = hasCrossSignedOption(idf) ? [false, true] : [false];
  return options.map((crossSigned) => ({
    anchors,
    name: crossSigned ? 'bundle, cross-signed' : 'bundle',
    store: { kind: 'bundle', roots, rules: bundleRules(idf, crossSigned) },
  }));
}

async function runTrial(query: HandshakeQuery, idf: IdfVersion | undefined) {
  const result = await runHandshake(query);
  const { code, flags, stage } = result;
  const lookups = query.store.kind === 'bundle' ? result.lookups : undefined;
  const logLines = deviceLogLines({ code, flags, stage, lookups }, idf);
  const outcome: DeviceOutcome = { accepted: code === 0, code, flags, logLines };
  const reachable = (await rootBelowTop(result, query))?.root;
  return { result, outcome, reachable, reasons: await explainHandshake(result, query) };
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

/** The ESP-IDF of a slot's firmware, else of the bootloader. */
export function idfVersionOf({ slots, bootloader }: UnitFacts, slot: string | undefined) {
  const app = slots.find(({ label }) => label === slot);
  const text = (app && factValue(app.idfVersion)) ?? factValue(bootloader.idfVersion);
  return text === undefined ? undefined : parseIdfVersion(text);
}
