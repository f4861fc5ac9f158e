import { encodeBase64 } from '../bytes/base64.ts';
import type { Catalogue, CatalogueAuthority } from '../catalogue/catalogue.ts';
import { rootEnd } from '../catalogue/root-end.ts';
import { trustedAuthority } from '../trust/anchors.ts';
import { known, unknown } from './fact.ts';
import type { Anchor, KnownRoot, UnitFacts } from './facts.ts';

/**
 * The anchors with what the catalogue knows of each. One of which the unit shows a hash only, and which one authority of the
 * catalogue has, gets its name and key; where several names go with the key, which of them the unit holds would be a guess.
 */
export function matchAnchors(anchors: readonly Anchor[], catalogue: Catalogue): Anchor[] {
  const byKey = Map.groupBy(catalogue.authorities, ({ publicKey }) => publicKey.sha256);
  return anchors.map((anchor) => matchAnchor(anchor, byKey.get(anchor.spkiSha256) ?? [], catalogue));
}

/** The same for facts that are there already, e.g. from a file; without a catalogue they stay as they are. */
export function withKnownRoots(facts: UnitFacts, catalogue: Catalogue | undefined): UnitFacts {
  if (catalogue === undefined) return facts;
  return { ...facts, trust: { ...facts.trust, anchors: matchAnchors(facts.trust.anchors, catalogue) } };
}

function matchAnchor(anchor: Anchor, authorities: readonly CatalogueAuthority[], catalogue: Catalogue): Anchor {
  const authority = authorities.find(({ name }) => name.text === anchor.subject) ?? authorities[0];
  if (authority === undefined) return { ...anchor, knownRoot: unknown('not-present') };
  const knownRoot = known(describeRoot(anchor, authority, catalogue));
  if (anchor.kind !== 'hash-only' || authorities.length > 1) return { ...anchor, knownRoot };
  return {
    ...anchor,
    kind: 'name+key',
    subject: authority.name.text,
    subjectDer: encodeBase64(authority.name.der),
    spkiDer: encodeBase64(authority.publicKey.der),
    evidence: 'catalogue',
    knownRoot,
  };
}

function describeRoot(anchor: Anchor, { name, distrusted }: CatalogueAuthority, catalogue: Catalogue): KnownRoot {
  const sha256 = trustedAuthority(anchor)?.certificate?.sha256;
  const until = rootEnd(anchor.spkiSha256, catalogue);
  return {
    name: name.text,
    by: sha256 !== undefined && catalogue.bySha256.has(sha256) ? 'certificate' : 'key',
    edition: catalogue.version,
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    ...(distrusted !== undefined && { distrusted }),
  };
}
