import { sameBytes } from '../bytes/byte-view.ts';
import type { TrustedAuthority } from './anchors.ts';
import type { Authority, Certificate } from './certificate.ts';
import { allowsUsage, keyUsageBit } from './certificate-extensions.ts';
import { isSameName } from './distinguished-name.ts';
import {
  algorithmFlags,
  brokenOff,
  dateFlags,
  isCertainlyRefused,
  isSelfIssued,
  leafFlags,
  maxIntermediates,
  mergeFlags,
  type PathMember,
  type PathQuery,
  type PathResult,
} from './mbedtls-path.ts';
import { acceptsKey } from './mbedtls-profile.ts';
import { verifyFlag } from './verify-flags.ts';
import { verifySignature } from './verify-signature.ts';

interface Search extends PathQuery {
  unsupported: boolean;
}

/** Where the search stands: a member of the chain, how many stand below it, and how many of those are self-issued. */
interface Place {
  readonly certificate: Certificate;
  readonly index: number;
  readonly below: number;
  readonly selfIssued: number;
}

/**
 * The path search of Mbed TLS before 2.9 (`x509_crt_verify_child` and `x509_crt_verify_top` of 2.6): the first issuer by
 * name is taken, whether it signed or not. A trusted certificate of the right name ends the chain even if another key
 * signed; one of X.509 v1 does so only where nothing that was sent has the name.
 */
export async function searchPathByName(query: PathQuery): Promise<PathResult> {
  const search: Search = { ...query, unsupported: false };
  const members: PathMember[] = [];
  let place: Place = { certificate: query.chain[0], index: 0, below: 0, selfIssued: 0 };
  let flags = leafFlags(place.certificate, query);
  for (;;) {
    const { certificate, below } = place;
    flags |= dateFlags(certificate, query.clock) | algorithmFlags(certificate, query.profile);
    const trusted = trustedByName(place, query);
    const parentIndex = trusted.length > 0 ? -1 : findSentParent(place, query);
    const parent = query.chain[parentIndex];
    if (parent === undefined) {
      const anchor = await findAnchor(place, trusted.length > 0 ? trusted : query.trusted, search);
      return finish(place.certificate, flags, anchor, members, search);
    }
    const selfIssued = place.selfIssued + (below > 0 && isSelfIssued(certificate) ? 1 : 0);
    if (below >= maxIntermediates) return brokenOff(search, members);
    if (!acceptsParentKey(certificate, parent, query)) flags |= verifyFlag.badKey;
    if (!(await isSignedBy(certificate, parent, search))) flags |= verifyFlag.notTrusted;
    members.push({ authority: certificate, certificate, flags });
    place = { certificate: parent, index: parentIndex, below: below + 1, selfIssued };
    flags = 0;
  }
}

/** The trusted list from the first one on that has the name, the CA bit and keyCertSign: by those alone the chain ends. */
function trustedByName({ certificate }: Place, { trusted }: PathQuery): readonly TrustedAuthority[] {
  const first = trusted.findIndex((authority) => mayIssue(certificate, authority));
  return first < 0 ? [] : trusted.slice(first);
}

/** The parent of the leaf is not asked how long a path it allows. */
function findSentParent({ certificate, index, below, selfIssued }: Place, { chain }: PathQuery): number {
  return chain.findIndex(
    (sent, at) =>
      at > index &&
      (below === 0 || sent.pathLength === undefined || sent.pathLength >= below - selfIssued) &&
      mayIssue(certificate, sent),
  );
}

function finish(
  certificate: Certificate,
  flags: number,
  anchor: TrustedAuthority | undefined,
  members: readonly PathMember[],
  search: Search,
): PathResult {
  const top = { authority: certificate, certificate };
  const { unsupported } = search;
  if (anchor === undefined) {
    const untrusted = { ...top, flags: flags | verifyFlag.notTrusted };
    return mergeFlags({ members: [...members, untrusted], anchor, unsupported });
  }
  const keyFlag = acceptsKey(search.profile, anchor.publicKey) ? 0 : verifyFlag.badKey;
  const upToTop = [...members, { ...top, flags: flags | keyFlag }];
  if (hasSubjectOf(certificate, anchor)) return mergeFlags({ members: upToTop, anchor, unsupported });
  const last = { authority: anchor, certificate: undefined, flags: dateFlags(anchor, search.clock) };
  return mergeFlags({ members: [...upToTop, last], anchor, unsupported });
}

/** The first trusted certificate that signed the top and is valid in time, else the first that signed it. */
async function findAnchor(
  { certificate, below, selfIssued }: Place,
  trusted: readonly TrustedAuthority[],
  search: Search,
): Promise<TrustedAuthority | undefined> {
  let outOfTime: TrustedAuthority | undefined;
  for (const authority of trusted) {
    if (!mayEndChain(certificate, authority, below === 0)) continue;
    const length = below - selfIssued - (hasSubjectOf(certificate, authority) ? 1 : 0);
    if (authority.pathLength !== undefined && authority.pathLength < length) continue;
    if (!(await isSignedBy(certificate, authority, search))) continue;
    if (dateFlags(authority, search.clock) === 0) return authority;
    outOfTime ??= authority;
  }
  return outOfTime;
}

/** `x509_crt_check_parent` of 2.6 for whoever is not trusted for itself. */
function mayIssue(child: Certificate, parent: Authority): boolean {
  const isIssuer = isSameName(child.issuer, parent.subject);
  return isIssuer && parent.isCa && allowsUsage(parent.keyUsage, keyUsageBit.keyCertSign);
}

/** The same at the top of a chain, where X.509 v1 and v2 and a pinned leaf need no bits. */
function mayEndChain(child: Certificate, anchor: TrustedAuthority, isLeaf: boolean): boolean {
  const isPinned = isLeaf && anchor.certificate !== undefined && sameBytes(anchor.certificate.der, child.der);
  if (anchor.version >= 3 && !isPinned) return mayIssue(child, anchor);
  return isSameName(child.issuer, anchor.subject);
}

/** Compared over the length of the issuer's name, as 2.6 does by mistake. */
function hasSubjectOf({ subject, issuer }: Certificate, anchor: Authority): boolean {
  const length = issuer.der.length;
  return (
    subject.der.length === anchor.subject.der.length &&
    sameBytes(subject.der.subarray(0, length), anchor.subject.der.subarray(0, length))
  );
}

/** A key is measured as one of the kind that the signature is of: of the other kind it is too short, or of no curve. */
function acceptsParentKey({ signatureAlgorithm }: Certificate, { publicKey }: Certificate, { profile }: PathQuery) {
  const isElliptic = signatureAlgorithm.kind === 'ECDSA';
  return isElliptic === (publicKey.kind === 'EC') && acceptsKey(profile, publicKey);
}

async function isSignedBy(child: Certificate, parent: Authority, search: Search): Promise<boolean> {
  const check = await verifySignature(child, parent.publicKey);
  if (check === 'unsupported' && !isCertainlyRefused(child, search)) search.unsupported = true;
  return check !== 'bad';
}
