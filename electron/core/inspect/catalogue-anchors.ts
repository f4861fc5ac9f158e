import { decodeBase64 } from '../bytes/base64.ts';
import { anchorFromCertificate } from '../trust/anchors.ts';
import type { Anchor, AnchorPlace } from './facts.ts';
import type { CatalogueMatch } from './release-catalogue.ts';

/**
 * The anchors that a release's owner declares for an image: with their certificates where the release carries them, else
 * by the hash of their key alone.
 */
export function catalogueAnchors({ anchors, release }: CatalogueMatch, slot: string): Anchor[] {
  const place: AnchorPlace = { partition: slot, slot };
  const certificates = (release.certificates ?? []).flatMap((text) => certificateAnchor(text, place) ?? []);
  return anchors.map(
    (spkiSha256): Anchor =>
      certificates.find((anchor) => anchor.spkiSha256 === spkiSha256) ?? {
        kind: 'hash-only',
        spkiSha256,
        subject: '',
        foundIn: place,
        encoding: 'release-catalogue',
        usable: true,
      },
  );
}

function certificateAnchor(text: string, place: AnchorPlace): Anchor | undefined {
  try {
    return anchorFromCertificate(decodeBase64(text), place, 'release-catalogue');
  } catch {
    return undefined; // the manifest's schema has the say on what is base64
  }
}
