import type { TrustedAuthority } from './anchors.ts';
import { type BundleRules, isCheckedByPsa } from './bundle-rules.ts';
import type { Certificate } from './certificate.ts';
import { brokenOff, mergeFlags, type PathMember, type PathQuery, type PathResult, searchPath } from './mbedtls-path.ts';
import { mbedTlsCode, verifyFlag } from './verify-flags.ts';
import { type SignatureCheck, verifySignature } from './verify-signature.ts';

/** What firmware with a certificate bundle is asked to verify. */
export interface BundleQuery extends Omit<PathQuery, 'trusted' | 'findTrusted'> {
  /** In the order in which the bundle holds them (`sortRoots`). */
  readonly roots: readonly TrustedAuthority[];
  readonly rules: BundleRules;
}

/** What looking one certificate's issuer up in the bundle came to. */
export type BundleLookup = 'validated' | 'no-root' | 'bad-signature';

export interface BundleResult extends PathResult {
  /** In the order in which the firmware makes and logs them. */
  readonly lookups: readonly BundleLookup[];
}

/**
 * What `esp_crt_bundle` decides (TRUST A.3, §D; FORMATS §7.4). Mbed TLS searches with an empty list of trusted
 * certificates, so the path is whatever was sent; then, from the top down, every certificate with no other fault than
 * that nobody vouches for it is looked up by the exact bytes of its issuer's name. Where the root's key signed it, its
 * flags are cleared; where not, everything is broken off with -0x3000. Whatever is wrong with the certificates below the
 * topmost stays, hence -0x2700 for a chain with a SHA-1 root in its middle.
 */
export async function searchBundle(query: BundleQuery): Promise<BundleResult> {
  const path = await searchPath({ ...query, trusted: [], ...(crossSignedFinder(query) ?? {}) });
  if (path.code === mbedTlsCode.fatal) return { ...path, lookups: [] };
  const members = [...path.members];
  const lookups: BundleLookup[] = [];
  let { anchor, unsupported } = path;
  for (let index = members.length - 1; index >= 0; index--) {
    const member = members[index];
    if (member?.certificate === undefined || !isOnlyUntrusted(member, query.rules)) continue;
    const root = findRoot(query.roots, member.certificate.issuer.der);
    const check = await checkRoot(member.certificate, root, query.rules);
    if (check === 'unsupported') unsupported = true;
    lookups.push(root === undefined ? 'no-root' : check === 'bad' ? 'bad-signature' : 'validated');
    if (root === undefined || check === 'bad') return { ...brokenOff({ unsupported }, members), lookups };
    members[index] = { ...member, flags: 0 };
    anchor ??= root;
  }
  return { ...mergeFlags({ members, anchor, unsupported }), lookups };
}

function isOnlyUntrusted({ flags }: PathMember, { forgivesWeakHash }: BundleRules): boolean {
  return (forgivesWeakHash ? flags & ~verifyFlag.badHash : flags) === verifyFlag.notTrusted;
}

async function checkRoot(
  child: Certificate,
  root: TrustedAuthority | undefined,
  { checksAnySignature }: BundleRules,
): Promise<SignatureCheck> {
  if (root === undefined || !(checksAnySignature || isCheckedByPsa(child.signatureAlgorithm))) return 'bad';
  return verifySignature(child, root.publicKey);
}

/**
 * The binary search of the firmware, step by step: of several roots with one name it finds the one that its halving comes
 * to first, and it takes the shorter of two names for the length to compare.
 */
export function findRoot(roots: readonly TrustedAuthority[], issuer: Uint8Array): TrustedAuthority | undefined {
  let [start, end] = [0, roots.length - 1];
  while (start <= end) {
    const middle = (start + end) >> 1;
    const root = roots[middle];
    if (root === undefined) return undefined;
    const order = compareBytes(issuer, root.subject.der);
    if (order === 0) return root;
    if (order < 0) end = middle - 1;
    else start = middle + 1;
  }
  return undefined;
}

/** Roots in the order in which `gen_crt_bundle.py` writes them. */
export function sortRoots(roots: readonly TrustedAuthority[]): TrustedAuthority[] {
  return roots.toSorted(
    ({ subject: { der: a } }, { subject: { der: b } }) => compareBytes(a, b) || a.length - b.length,
  );
}

/** `memcmp` over the shorter length. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** An unset X.509 time, the beginning of the year 0, in milliseconds since 1970. */
const yearZero = -62_167_219_200_000;

/** The lookup while the path is searched, where the firmware has the option. */
function crossSignedFinder({ roots, rules: { crossSigned } }: BundleQuery): Pick<PathQuery, 'findTrusted'> | undefined {
  if (crossSigned === 'off') return undefined;
  return {
    findTrusted: ({ issuer }) => {
      const root = findRoot(roots, issuer.der);
      if (root === undefined) return [];
      if (crossSigned === 'on') return [{ ...root, subject: issuer }];
      if (issuer.attributes.some(({ mergedWithNext }) => mergedWithNext)) return [];
      return [{ ...root, subject: issuer, notBefore: yearZero, notAfter: yearZero }];
    },
  };
}
