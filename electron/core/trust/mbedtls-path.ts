import { sameBytes } from '../bytes/byte-view.ts';
import type { TrustedAuthority } from './anchors.ts';
import type { Authority, Certificate } from './certificate.ts';
import { allowsUsage, keyUsageBit } from './certificate-extensions.ts';
import { isSameName } from './distinguished-name.ts';
import { matchesHost } from './host-name.ts';
import { acceptsKey, type MbedTlsProfile } from './mbedtls-profile.ts';
import { mbedTlsCode, verifyFlag } from './verify-flags.ts';
import { verifySignature } from './verify-signature.ts';

/** What a build of Mbed TLS is asked to verify, and how it was built. */
export interface PathQuery {
  /** As sent, leaf first; at least one. */
  readonly chain: readonly [Certificate, ...Certificate[]];
  readonly trusted: readonly TrustedAuthority[];
  /** Looks trusted authorities up for each member, in place of the list (`mbedtls_ssl_conf_ca_cb`). */
  readonly findTrusted?: (child: Certificate) => readonly TrustedAuthority[];
  /** Undefined = the name is not checked. */
  readonly host: string | undefined;
  /** Milliseconds since 1970 where dates are checked (MBEDTLS_HAVE_TIME_DATE), undefined where they are not. */
  readonly clock: number | undefined;
  readonly profile: MbedTlsProfile;
}

/** A member of the path and what is wrong with it. */
export interface PathMember {
  readonly authority: Authority;
  /** Undefined for the anchor, which need not be a certificate. */
  readonly certificate: Certificate | undefined;
  readonly flags: number;
}

export interface PathResult {
  /** As `mbedTlsCode`. */
  readonly code: number;
  /** All members' flags; every bit where the search was broken off. */
  readonly flags: number;
  /** Leaf first, the anchor last where one was reached. */
  readonly members: readonly PathMember[];
  readonly anchor: TrustedAuthority | undefined;
  /** True where the result hangs on a signature that this machine cannot check; it is taken for good. */
  readonly unsupported: boolean;
}

/** MBEDTLS_X509_MAX_INTERMEDIATE_CA, never overridden by ESP-IDF (FORMATS §8.6). */
export const maxIntermediates = 8;

interface Parent {
  readonly authority: Authority;
  /** Where it stands: in the trusted list, or at this index of the sent list. */
  readonly trusted: TrustedAuthority | undefined;
  readonly index: number;
  readonly signatureGood: boolean;
}

interface Search extends PathQuery {
  unsupported: boolean;
}

/**
 * The path search of Mbed TLS (`x509_crt_verify_chain`, 2.9 to 3.6; TRUST A.3): for each member the trusted list is
 * searched first, then only what was sent after it; no backtracking; whatever was found wrong is collected as flags.
 */
export async function searchPath(query: PathQuery): Promise<PathResult> {
  const search: Search = { ...query, unsupported: false };
  const [leaf] = query.chain;
  const members: PathMember[] = [];
  let certificate = leaf;
  let index = 0;
  let flags = leafFlags(leaf, query);
  let selfIssued = 0;
  for (;;) {
    flags |= dateFlags(certificate, query.clock) | algorithmFlags(certificate, query.profile);
    const pinned = members.length === 0 ? findPinned(leaf, query.trusted) : undefined;
    if (pinned) return finish(search, [...members, { authority: leaf, certificate: leaf, flags }], pinned);
    const parent = await findParent(certificate, index, members.length - selfIssued, search);
    if (parent === undefined) flags |= verifyFlag.notTrusted;
    else if (parent.trusted === undefined && members.length >= maxIntermediates) return brokenOff(search, members);
    else flags |= parentFlags(parent, query.profile);
    members.push({ authority: certificate, certificate, flags });
    if (parent === undefined) return finish(search, members, undefined);
    if (parent.trusted) {
      const anchor = {
        authority: parent.trusted,
        certificate: undefined,
        flags: dateFlags(parent.trusted, query.clock),
      };
      return finish(search, [...members, anchor], parent.trusted);
    }
    if (members.length > 1 && isSelfIssued(certificate)) selfIssued++;
    certificate = query.chain[parent.index] ?? leaf;
    index = parent.index;
    flags = 0;
  }
}

type Ending = Pick<PathResult, 'members' | 'anchor' | 'unsupported'>;

function finish(
  { unsupported }: Search,
  members: readonly PathMember[],
  anchor: TrustedAuthority | undefined,
): PathResult {
  return mergeFlags({ members, anchor, unsupported });
}

/** The result of a search that went to its end: all members' flags in one. */
export function mergeFlags(ending: Ending): PathResult {
  const flags = ending.members.reduce((all, member) => all | member.flags, 0);
  return { ...ending, code: flags === 0 ? mbedTlsCode.accepted : mbedTlsCode.verifyFailed, flags };
}

/** The result of a search that Mbed TLS or a callback broke off: it leaves no flag unset. */
export function brokenOff(
  { unsupported }: { readonly unsupported: boolean },
  members: readonly PathMember[],
): PathResult {
  return { code: mbedTlsCode.fatal, flags: 0xffffffff, members, anchor: undefined, unsupported };
}

/** What is checked of the leaf alone. */
export function leafFlags(leaf: Certificate, { host, profile }: PathQuery): number {
  const misnamed = host !== undefined && !matchesHost(leaf, host, profile);
  return (
    (misnamed ? verifyFlag.nameMismatch : 0) |
    (leaf.publicKey.kind === 'other' ? verifyFlag.badAlgorithm : 0) |
    (acceptsKey(profile, leaf.publicKey) ? 0 : verifyFlag.badKey)
  );
}

/** The faults that a clock finds. */
export function dateFlags({ notBefore, notAfter }: Authority, clock: number | undefined): number {
  if (clock === undefined || notBefore === undefined || notAfter === undefined) return 0;
  return (clock > notAfter ? verifyFlag.expired : 0) | (clock < notBefore ? verifyFlag.future : 0);
}

/** Hashes and kinds of signature that the profile refuses, of a certificate's own signature. */
export function algorithmFlags({ signatureAlgorithm: { hash, kind } }: Certificate, profile: MbedTlsProfile): number {
  const acceptsHash = hash !== undefined && profile.hashes.includes(hash);
  return (acceptsHash ? 0 : verifyFlag.badHash) | (kind === 'other' ? verifyFlag.badAlgorithm : 0);
}

function parentFlags({ authority, signatureGood }: Parent, profile: MbedTlsProfile): number {
  return (
    (signatureGood ? 0 : verifyFlag.notTrusted) | (acceptsKey(profile, authority.publicKey) ? 0 : verifyFlag.badKey)
  );
}

/** A pinned leaf counts where it is self-issued and byte for byte the same; its signature is not looked at. */
function findPinned(leaf: Certificate, trusted: readonly TrustedAuthority[]): TrustedAuthority | undefined {
  if (!isSelfIssued(leaf)) return undefined;
  return trusted.find(({ certificate }) => certificate !== undefined && sameBytes(certificate.der, leaf.der));
}

async function findParent(
  child: Certificate,
  childIndex: number,
  intermediates: number,
  search: Search,
): Promise<Parent | undefined> {
  const list = search.findTrusted?.(child) ?? search.trusted;
  const trusted = list.map((authority) => ({ authority, trusted: authority, index: -1 }));
  const sent = search.chain.map((authority, index) => ({ authority, trusted: undefined, index })).slice(childIndex + 1);
  return (
    (await findParentAmong(child, trusted, intermediates, search)) ??
    (await findParentAmong(child, sent, intermediates, search))
  );
}

/** The first suitable candidate that is valid in time, else the first suitable one. */
async function findParentAmong(
  child: Certificate,
  candidates: readonly Omit<Parent, 'signatureGood'>[],
  intermediates: number,
  search: Search,
): Promise<Parent | undefined> {
  let outOfTime: Parent | undefined;
  for (const candidate of candidates) {
    const { authority, trusted } = candidate;
    if (!isSameName(child.issuer, authority.subject) || !mayIssue(authority, trusted !== undefined, intermediates)) {
      continue;
    }
    const check = await verifySignature(child, authority.publicKey);
    if (check === 'unsupported' && !isCertainlyRefused(child, search)) search.unsupported = true;
    const signatureGood = check !== 'bad';
    if (trusted && !signatureGood) continue;
    const parent = { ...candidate, signatureGood };
    if (dateFlags(authority, search.clock) === 0) return parent;
    outOfTime ??= parent;
  }
  return outOfTime;
}

/** A known hash outside the profile is refused whatever the signature is worth. */
export function isCertainlyRefused(
  { signatureAlgorithm: { hash } }: Certificate,
  { profile }: Pick<PathQuery, 'profile'>,
): boolean {
  return hash !== undefined && !profile.hashes.includes(hash);
}

/** The CA bit, keyCertSign and the path length; trusted certificates of X.509 v1 and v2 need neither of the first two. */
export function mayIssue(authority: Authority, isTrusted: boolean, intermediates: number): boolean {
  const { version, isCa, keyUsage, pathLength } = authority;
  const mayLackBits = isTrusted && version < 3;
  const maySign = isCa && allowsUsage(keyUsage, keyUsageBit.keyCertSign);
  return (maySign || mayLackBits) && (pathLength === undefined || pathLength >= intermediates);
}

/** Whether issuer and subject are one name to Mbed TLS. */
export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return isSameName(issuer, subject);
}
