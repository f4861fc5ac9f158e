import { sameBytes, viewOf } from '../../bytes/byte-view.ts';
import { sha256 } from '../../bytes/digest.ts';
import { encodeHex } from '../../bytes/hex.ts';
import type { Anchor, AnchorPlace, UnknownReason } from '../../inspect/facts.ts';
import { anchorFromBundleEntry, anchorFromCertificate } from '../../trust/anchors.ts';
import { printableText } from '../../trust/printable-text.ts';
import type { TrustEntry } from '../proto/rcv_pb.ts';
import type { ProvisioningSession } from '../session.ts';
import { type AnchorBytes, readAnchor, readTrustEntries } from './info-client.ts';

/** The unit's anchors, and what of them is not known. */
export interface AnchorReading {
  readonly anchors: readonly Anchor[];
  readonly skipped: readonly { readonly what: string; readonly reason: UnknownReason }[];
}

const kind = { tlsRoot: 1, tlsPin: 2 } as const;
const source = { embedded: 1, bundle: 2, nvs: 3, fileSystem: 4 } as const;
const digestLength = 32;

/** Reads every TLS anchor with its bytes: a hash alone says nothing about a path (PROTOCOLS §4.4). */
export async function readAnchors(session: ProvisioningSession, signal?: AbortSignal): Promise<AnchorReading> {
  const anchors: Anchor[] = [];
  const skipped: { what: string; reason: UnknownReason }[] = [];
  for (const [index, entry] of (await readTrustEntries(session, signal)).entries()) {
    if (entry.kind === kind.tlsPin) skipped.push({ what: `pin ${index}`, reason: 'not-supported' });
    if (entry.kind !== kind.tlsRoot) continue;
    const anchor = anchorOf(await readAnchor(session, index, signal), entry);
    if (anchor === undefined) skipped.push({ what: `anchor ${index}`, reason: 'damaged' });
    else anchors.push(anchor);
  }
  return { anchors, skipped };
}

/** Undefined where the bytes are not what the entry says: security 1 guards no integrity. */
function anchorOf({ form, bytes }: AnchorBytes, entry: TrustEntry): Anchor | undefined {
  const place = placeOf(entry);
  const anchor = form === 'certificate' ? certificateOf(bytes, entry, place) : bundleEntryOf(bytes, place);
  const isSame = entry.spkiSha256.length === digestLength && anchor?.spkiSha256 === encodeHex(entry.spkiSha256);
  return isSame ? anchor : undefined;
}

function certificateOf(der: Uint8Array<ArrayBuffer>, { certSha256 }: TrustEntry, place: AnchorPlace) {
  if (certSha256.length > 0 && !sameBytes(certSha256, sha256(der))) return undefined;
  return anchorFromCertificate(der, place, 'der');
}

/** Name and key, each behind a big-endian 16-bit length. */
function bundleEntryOf(bytes: Uint8Array<ArrayBuffer>, place: AnchorPlace): Anchor | undefined {
  const subjectDer = sizedPiece(bytes, 0);
  const spkiDer = subjectDer && sizedPiece(bytes, 2 + subjectDer.length);
  if (subjectDer === undefined || spkiDer === undefined) return undefined;
  const isWhole = 4 + subjectDer.length + spkiDer.length === bytes.length;
  return isWhole ? anchorFromBundleEntry({ subjectDer, spkiDer }, place) : undefined;
}

function sizedPiece(bytes: Uint8Array<ArrayBuffer>, at: number): Uint8Array<ArrayBuffer> | undefined {
  if (at + 2 > bytes.length) return undefined;
  const end = at + 2 + viewOf(bytes).getUint16(at);
  return end > bytes.length ? undefined : bytes.slice(at + 2, end);
}

const places: Readonly<Record<number, string>> = { [source.nvs]: 'nvs', [source.fileSystem]: 'file system' };
const maxLabel = 32;

function placeOf({ source: kindOfSource, slot }: TrustEntry): AnchorPlace {
  const label = printableText(slot).slice(0, maxLabel);
  const partition = places[kindOfSource] ?? (label || 'app');
  return label === '' ? { partition } : { partition, slot: label };
}
