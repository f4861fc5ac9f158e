import { create } from '@bufbuild/protobuf';
import { decodeBase64 } from '../../../core/bytes/base64.ts';
import { concatBytes } from '../../../core/bytes/concat-bytes.ts';
import { sha256 } from '../../../core/bytes/digest.ts';
import { decodeHex, encodeHex } from '../../../core/bytes/hex.ts';
import { chips } from '../../../core/chips/catalogue.ts';
import type { Anchor } from '../../../core/inspect/facts.ts';
import { fileFlash } from '../../../core/inspect/flash-reader.ts';
import { inspectFlash } from '../../../core/inspect/inspect-flash.ts';
import { type TrustEntry, TrustEntrySchema } from '../../../core/provisioning/proto/rcv_pb.ts';
import type { UnitHardware } from './running-firmware.ts';

/** An entry of the trust store and the bytes behind it. */
export interface StoredAnchor {
  readonly entry: TrustEntry;
  readonly form: 1 | 2;
  readonly bytes: Uint8Array;
}

/** What the running firmware and its volume trust, and where it looks for updates. */
export interface TrustStore {
  readonly anchors: readonly StoredAnchor[];
  readonly urls: readonly string[];
  /** SHA-256 over the sorted digests of the entries. */
  readonly digest: Uint8Array;
}

const tlsRoot = 1;
const sources = { embedded: 1, bundle: 2, nvs: 3, file: 4 } as const;

/** Firmware knows what it was linked with; a virtual one has only its flash to look into. */
export async function readTrustStore({ chip, flash }: UnitHardware, runningSlot: string): Promise<TrustStore> {
  const source = { chip: chips[chip], flash: fileFlash(flash.bytes), isEncryptedUnit: false, depth: 'full' } as const;
  const { trust } = await inspectFlash(source, { releases: [], now: new Date(0).toISOString(), simulated: true });
  const own = trust.anchors.filter(({ foundIn: { slot } }) => slot === undefined || slot === runningSlot);
  const anchors = own.flatMap((anchor) => store(anchor) ?? []);
  const digests = anchors.map(({ entry }) => (entry.certSha256.length > 0 ? entry.certSha256 : entry.spkiSha256));
  return { anchors, urls: trust.urls, digest: sha256(concatBytes(digests.toSorted(byHex))) };
}

function byHex(a: Uint8Array, b: Uint8Array): number {
  return encodeHex(a) < encodeHex(b) ? -1 : 1;
}

function store(anchor: Anchor): StoredAnchor | undefined {
  const { foundIn, subject, spkiSha256 } = anchor;
  const common = { kind: tlsRoot, source: sourceOf(anchor), spkiSha256: decodeHex(spkiSha256), subject };
  const slot = foundIn.slot ?? '';
  if (anchor.kind === 'certificate') {
    const bytes = decodeBase64(anchor.certificate);
    const notAfter = BigInt(Math.floor(Date.parse(anchor.notAfter) / 1000));
    const entry = create(TrustEntrySchema, { ...common, slot, certSha256: sha256(bytes), notAfter });
    return { entry, form: 1, bytes };
  }
  if (anchor.kind !== 'name+key') return undefined;
  const pieces = [anchor.subjectDer, anchor.spkiDer].map(decodeBase64);
  const bytes = concatBytes(pieces.flatMap((piece) => [Uint8Array.of(piece.length >> 8, piece.length & 0xff), piece]));
  return { entry: create(TrustEntrySchema, { ...common, slot }), form: 2, bytes };
}

function sourceOf({ encoding, foundIn }: Anchor): number {
  if (encoding === 'crt-bundle') return sources.bundle;
  if (foundIn.slot !== undefined) return sources.embedded;
  return foundIn.item === undefined ? sources.file : sources.nvs;
}
