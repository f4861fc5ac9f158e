import type { Anchor, UnitFacts } from '../inspect/facts.ts';
import { type TrustedAuthority, trustedAuthority, undatedAuthority } from './anchors.ts';
import type { Certificate } from './certificate.ts';

/** What the firmware in one slot trusts, and what about that is not known. */
export interface UnitAnchors {
  readonly trusted: readonly TrustedAuthority[];
  /** Anchors known by hash that a certificate of the server's chain matched: name and key are known, dates are not. */
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

/** The anchors that firmware in this slot would use: those found in it and those found outside all slots. */
export function anchorsOfSlot(
  { trust }: UnitFacts,
  slot: string | undefined,
  chain: readonly Certificate[],
): UnitAnchors {
  const anchors = trust.anchors.filter(({ foundIn }) => foundIn.slot === undefined || foundIn.slot === slot);
  const authorities = anchors.filter(({ kind }) => kind !== 'hash-only').map(trustedAuthority);
  const readable = authorities.filter((authority) => authority !== undefined);
  const keys = new Set(readable.map(({ publicKey }) => publicKey.sha256));
  const hashes = anchors.filter(({ kind, spkiSha256 }) => kind === 'hash-only' && !keys.has(spkiSha256));
  const matchedByHash = hashes.flatMap((anchor) => matchInChain(anchor, chain));
  return {
    trusted: [...readable, ...matchedByHash],
    matchedByHash,
    unmatchedHashes: hashes.length - matchedByHash.length,
    complete: trust.complete && readable.length === authorities.length,
  };
}

function matchInChain({ spkiSha256 }: Anchor, chain: readonly Certificate[]): TrustedAuthority[] {
  const match = chain.find(({ publicKey }) => publicKey.sha256 === spkiSha256);
  return match === undefined ? [] : [undatedAuthority(match)];
}
