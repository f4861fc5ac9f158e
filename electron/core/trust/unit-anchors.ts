import type { Anchor, UnitFacts } from '../inspect/facts.ts';
import { type TrustedAuthority, trustedAuthority, undatedAuthority } from './anchors.ts';
import type { Certificate } from './certificate.ts';

/** One way in which the firmware in a slot may trust, and what about it is not known. */
export interface UnitAnchors {
  /** A certificate bundle is looked up in another way than a list of certificates is searched. */
  readonly kind: 'list' | 'bundle';
  readonly trusted: readonly TrustedAuthority[];
  /** Anchors known by hash that a certificate of the server's chain, or the catalogue, matched: their dates are not known. */
  readonly matchedByHash: readonly TrustedAuthority[];
  /** Anchors known by a hash only that matches neither the chain nor an anchor that is known whole. */
  readonly unmatchedHashes: number;
  /** False where a place was not read or an anchor could not be. */
  readonly complete: boolean;
}

/** Slots whose firmware may run: the one that does, else all that are not known to be broken. */
export function runnableSlots({ layout, slots }: UnitFacts): readonly (string | undefined)[] {
  if (layout.runningSlot.known) return [layout.runningSlot.value];
  const candidates = slots.filter(({ image }) => !image.known || image.value !== 'invalid').map(({ label }) => label);
  return candidates.length > 0 ? candidates : [undefined];
}

/**
 * The ways in which firmware in this slot may trust: with the anchors found in it and those found outside all slots. Those
 * of a bundle are one way, all others another.
 */
export function anchorsOfSlot(
  { trust }: UnitFacts,
  slot: string | undefined,
  chain: readonly Certificate[],
): readonly UnitAnchors[] {
  const anchors = trust.anchors.filter(({ foundIn }) => foundIn.slot === undefined || foundIn.slot === slot);
  const bundled = anchors.filter(({ encoding }) => encoding === 'crt-bundle');
  const others = anchors.filter(({ encoding }) => encoding !== 'crt-bundle');
  return [
    ...(bundled.length > 0 ? [collect('bundle', bundled, trust.complete, chain)] : []),
    ...(others.length > 0 || bundled.length === 0 ? [collect('list', others, trust.complete, chain)] : []),
  ];
}

function collect(
  kind: UnitAnchors['kind'],
  anchors: readonly Anchor[],
  placesRead: boolean,
  chain: readonly Certificate[],
): UnitAnchors {
  const authorities = anchors.filter((anchor) => !isHash(anchor)).map(trustedAuthority);
  const readable = authorities.filter((authority) => authority !== undefined);
  const keys = new Set(readable.map(({ publicKey }) => publicKey.sha256));
  const hashes = anchors.filter((anchor) => isHash(anchor) && !keys.has(anchor.spkiSha256));
  const matchedByHash = hashes.flatMap((anchor) => trustedAuthority(anchor) ?? matchInChain(anchor, chain));
  return {
    kind,
    trusted: [...readable, ...matchedByHash],
    matchedByHash,
    unmatchedHashes: hashes.length - matchedByHash.length,
    complete: placesRead && readable.length === authorities.length,
  };
}

/** True where only a hash is known of the unit, whoever told the rest. */
function isHash(anchor: Anchor): boolean {
  return anchor.kind === 'hash-only' || (anchor.kind === 'name+key' && anchor.evidence === 'catalogue');
}

function matchInChain({ spkiSha256 }: Anchor, chain: readonly Certificate[]): TrustedAuthority[] {
  const match = chain.find(({ publicKey }) => publicKey.sha256 === spkiSha256);
  return match === undefined ? [] : [undatedAuthority(match)];
}
