import type { Anchor, Coverage, DeviceIdentity } from './facts.ts';

export type Skipped = Coverage['skipped'][number];

/** What was found in one place or in several. */
export interface TrustSearch {
  readonly anchors: readonly Anchor[];
  /** Places that may hold anchors and were not read: with any, the list is not complete. */
  readonly skipped: readonly Skipped[];
  readonly identities: readonly DeviceIdentity[];
  /** Places that hold the unit's own identity and were not read; no anchor is missing for that. */
  readonly skippedIdentities: readonly Skipped[];
}

export const nothingFound: TrustSearch = { anchors: [], skipped: [], identities: [], skippedIdentities: [] };

export function joinSearches(searches: readonly TrustSearch[]): TrustSearch {
  return {
    anchors: searches.flatMap(({ anchors }) => anchors),
    skipped: searches.flatMap(({ skipped }) => skipped),
    identities: searches.flatMap(({ identities }) => identities),
    skippedIdentities: searches.flatMap(({ skippedIdentities }) => skippedIdentities),
  };
}
