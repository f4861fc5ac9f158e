import type { TrustedAuthority } from './anchors.ts';
import { type BundleLookup, searchBundle } from './bundle-path.ts';
import type { BundleRules } from './bundle-rules.ts';
import type { Certificate } from './certificate.ts';
import { allowsUsage, keyUsageBit, serverPurposes } from './certificate-extensions.ts';
import { x509Code } from './mbedtls-name.ts';
import { type PathQuery, type PathResult, searchPath } from './mbedtls-path.ts';
import { searchPathByName } from './mbedtls-path-by-name.ts';
import type { MbedTlsProfile, ParseRules } from './mbedtls-profile.ts';
import { mbedTlsRefusal } from './mbedtls-refusal.ts';
import { type CertificateFlight, certificateMessageLength, receiveRefusal } from './receive-limits.ts';
import { mbedTlsCode, verifyFlag } from './verify-flags.ts';

/** What firmware trusts: a list of certificates (`cert_pem`, the global store), or a bundle of names and keys. */
export type TrustStore =
  | { readonly kind: 'list'; readonly trusted: readonly TrustedAuthority[] }
  | { readonly kind: 'bundle'; readonly roots: readonly TrustedAuthority[]; readonly rules: BundleRules };

/** What a build of Mbed TLS is given to verify, certificates not yet parsed. */
export interface ServerQuery extends Pick<PathQuery, 'chain' | 'host' | 'clock' | 'profile'> {
  readonly store: TrustStore;
}

/** A server's certificates as they come to a unit, and how the unit is built. */
export interface HandshakeQuery extends ServerQuery {
  readonly flight: CertificateFlight;
  /** MBEDTLS_SSL_IN_CONTENT_LEN, in bytes. */
  readonly inputBuffer: number;
}

/** Which step decided: `store` = before anything was sent, because the unit's own list cannot be read. */
export type HandshakeStage = 'store' | 'receive' | 'parse' | 'path' | 'usage';

export interface HandshakeResult extends PathResult {
  readonly stage: HandshakeStage;
  /** Of a bundle: its lookups as they were made. */
  readonly lookups: readonly BundleLookup[];
  /** The certificate that could not be parsed. */
  readonly refused: Certificate | undefined;
}

/** What becomes of a TLS handshake up to the server's Certificate message (`mbedtls_ssl_parse_certificate`). */
export async function runHandshake(query: HandshakeQuery): Promise<HandshakeResult> {
  const { chain, flight, inputBuffer, profile } = query;
  const verified = await verifyServer(query);
  if (verified.stage === 'store') return verified;
  const tooMuch = receiveRefusal(flight, certificateMessageLength(chain), inputBuffer, profile.receiving);
  if (tooMuch !== undefined) return ended('receive', tooMuch);
  return verified.stage === 'path' ? checkUsage(verified) : verified;
}

/** The part of it that needs no line: the unit's own list is parsed, then what was sent, then the path is searched. */
export async function verifyServer(query: ServerQuery): Promise<HandshakeResult> {
  const { store, chain, profile } = query;
  const unusable = store.kind === 'list' ? refusedStore(store.trusted, profile.parsing) : undefined;
  if (unusable !== undefined) return ended('store', unusable);
  const { parsed, code, refused } = parseSent(chain, profile);
  if (code !== undefined) return ended('parse', code, refused);
  const [leaf, ...rest] = parsed;
  if (leaf === undefined) return { ...ended('path', mbedTlsCode.verifyFailed), flags: flagsOfNothing(query) };
  return searchStore({ ...query, chain: [leaf, ...rest] });
}

async function searchStore({ store, ...query }: ServerQuery): Promise<HandshakeResult> {
  const common = { stage: 'path' as const, refused: undefined };
  if (store.kind === 'bundle') {
    return { ...(await searchBundle({ ...query, roots: store.roots, rules: store.rules })), ...common };
  }
  const trusted = readableTrusted(store.trusted, query.profile.parsing);
  const search = query.profile.choosesByName ? searchPathByName : searchPath;
  return { ...(await search({ ...query, trusted })), ...common, lookups: [] };
}

/** Of a list, what cannot be parsed is left out, as esp-tls does (`partly successful`). */
function readableTrusted(trusted: readonly TrustedAuthority[], rules: ParseRules): TrustedAuthority[] {
  return trusted.filter(({ certificate }) => certificate === undefined || refusalOf(certificate, rules) === undefined);
}

/** A list of which nothing can be parsed ends the connection before it begins. */
function refusedStore(trusted: readonly TrustedAuthority[], rules: ParseRules): number | undefined {
  const codes = trusted.map(({ certificate }) => certificate && refusalOf(certificate, rules));
  return codes.includes(undefined) ? undefined : codes[0];
}

/** The sent certificates without those whose signature is of an unknown kind: a handshake passes over them. */
function parseSent(chain: readonly Certificate[], { parsing }: MbedTlsProfile) {
  const parsed: Certificate[] = [];
  for (const certificate of chain) {
    const code = refusalOf(certificate, parsing);
    if (code === undefined) parsed.push(certificate);
    else if (code !== x509Code.unknownSignature) return { parsed: [], code, refused: certificate };
  }
  return { parsed, code: undefined, refused: undefined };
}

/** Each certificate is parsed once for each set of rules; a fleet asks for the same ones for each unit. */
const refusals = new WeakMap<Certificate, Map<string, number | undefined>>();

/** What is known by facts only is taken for readable: there are no bytes to look at. */
function refusalOf(certificate: Certificate, rules: ParseRules): number | undefined {
  if (certificate.signedBy !== undefined) return undefined;
  const known = refusals.get(certificate) ?? new Map<string, number | undefined>();
  refusals.set(certificate, known);
  const key = Object.values(rules).map(Number).join('');
  if (!known.has(key)) known.set(key, mbedTlsRefusal(certificate.der, rules));
  return known.get(key);
}

/** What an empty certificate is called, where none of those sent could be used. */
function flagsOfNothing({ host, clock }: ServerQuery): number {
  const { notTrusted, badHash, badAlgorithm, badKey, nameMismatch, expired } = verifyFlag;
  const weak = notTrusted | badHash | badAlgorithm | badKey;
  return weak | (host === undefined ? 0 : nameMismatch) | (clock === undefined ? 0 : expired);
}

/**
 * keyUsage and extendedKeyUsage of the leaf (`mbedtls_ssl_check_cert_usage`). Which key exchange the server chooses is
 * not known here: an RSA key may sign or be encrypted to, an EC key has to sign.
 */
function checkUsage(result: HandshakeResult): HandshakeResult {
  const leaf = result.members[0]?.certificate;
  if (leaf === undefined) return result;
  const { digitalSignature, keyEncipherment } = keyUsageBit;
  const wanted = leaf.publicKey.kind === 'RSA' ? digitalSignature | keyEncipherment : digitalSignature;
  const mayServe = allowsUsage(leaf.keyUsage, wanted);
  const isForServers = leaf.extendedKeyUsage?.some((purpose) => serverPurposes.includes(purpose)) ?? true;
  const usage = (mayServe ? 0 : verifyFlag.keyUsage) | (isForServers ? 0 : verifyFlag.extendedKeyUsage);
  if (usage === 0) return result;
  const flags = (result.flags | usage) >>> 0;
  return result.code === mbedTlsCode.accepted
    ? { ...result, flags, stage: 'usage', code: mbedTlsCode.badCertificate }
    : { ...result, flags };
}

function ended(stage: HandshakeStage, code: number, refused?: Certificate): HandshakeResult {
  return { stage, code, flags: 0, members: [], anchor: undefined, unsupported: false, lookups: [], refused };
}
