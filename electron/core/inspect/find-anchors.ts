import type { Chip } from '../chips/chip.ts';
import { findCrtBundles } from '../formats/crt-bundle.ts';
import { findCertificates } from '../formats/find-certificates.ts';
import { dataStreams, fileOffsetIn, type LogicalStream } from '../formats/rodata.ts';
import { anchorFromBundleEntry, anchorFromCertificate } from '../trust/anchors.ts';
import type { Anchor, AnchorPlace } from './facts.ts';
import type { SlotReading } from './read-slots.ts';

/** Every anchor in the bytes: certificates as PEM and as DER, and bundles; `placeOf` tells where a position in them is. */
export function findAnchors(bytes: Uint8Array, placeOf: (position: number) => AnchorPlace): Anchor[] {
  const certificates = findCertificates(bytes).map(({ der, offset, encoding }) =>
    anchorFromCertificate(der, placeOf(offset), encoding),
  );
  const bundled = findCrtBundles(bytes).flatMap(({ entries, offset }) =>
    entries.map((entry) => anchorFromBundleEntry(entry, placeOf(offset))),
  );
  return [...certificates, ...bundled].filter((anchor) => anchor !== undefined);
}

/** The streams of a slot's data as the CPU sees them; empty where its bytes were not read. */
export function slotStreams({ bytes, outline }: SlotReading, chip: Chip): LogicalStream[] {
  return bytes === undefined || outline === undefined ? [] : dataStreams(bytes, outline.segments, chip);
}

/** The anchors in an app image, which only the firmware in that slot would use. */
export function findSlotAnchors({ partition }: SlotReading, streams: readonly LogicalStream[]): Anchor[] {
  const { label, offset } = partition;
  return streams.flatMap((stream) =>
    findAnchors(stream.bytes, (position) => ({
      partition: label,
      offset: offset + (fileOffsetIn(stream, position) ?? 0),
      slot: label,
    })),
  );
}

/** Without the second and later copies of an anchor that stands several times in the same partition. */
export function distinctAnchors(anchors: readonly Anchor[]): Anchor[] {
  const seen = new Set<string>();
  return anchors.filter((anchor) => {
    const identity = anchor.kind === 'certificate' ? anchor.certificate : `${anchor.subject}\n${anchor.spkiSha256}`;
    const key = `${anchor.foundIn.partition}\n${identity}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
