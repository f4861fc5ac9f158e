import type { Chip } from '../chips/chip.ts';
import { findPemCertificates } from '../formats/pem.ts';
import { dataStreams, fileOffsetIn, type LogicalStream } from '../formats/rodata.ts';
import { anchorFromCertificate } from '../trust/anchors.ts';
import { findDerCandidates } from './der-certificates.ts';
import type { Anchor, AnchorPlace } from './facts.ts';
import type { SlotReading } from './read-slots.ts';

/** Every certificate in the bytes, as PEM and as DER; `placeOf` tells where a position in them is. */
export function findAnchors(bytes: Uint8Array, placeOf: (position: number) => AnchorPlace): Anchor[] {
  const pem = findPemCertificates(bytes).map(({ der, offset }) => anchorFromCertificate(der, placeOf(offset), 'pem'));
  const der = [...findDerCandidates(bytes)].map((found) =>
    anchorFromCertificate(found.der, placeOf(found.offset), 'der'),
  );
  return [...pem, ...der].filter((anchor) => anchor !== undefined);
}

/** The streams of a slot's data as the CPU sees them; empty where its bytes were not read. */
export function slotStreams({ bytes, outline }: SlotReading, chip: Chip): LogicalStream[] {
  return bytes === undefined || outline === undefined ? [] : dataStreams(bytes, outline.segments, chip);
}

/** The certificates in an app image, which only the firmware in that slot would use. */
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

/** Without the second and later copies of a certificate that stands several times in the same partition. */
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
