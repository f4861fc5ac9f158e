import { isErased } from '../bytes/byte-view.ts';
import { containsText } from '../bytes/contains-text.ts';
import { holdsDerStart } from '../formats/der-certificates.ts';
import { parseEspAtCertificates } from '../formats/esp-at-certificates.ts';
import type { PartitionEntry } from '../formats/partition-table.ts';
import { parseSecureCert } from '../formats/secure-cert.ts';
import { readSpiffsFiles } from '../formats/spiffs-pages.ts';
import type { VolumeFile, VolumeReader } from '../formats/volume.ts';
import { anchorFromCertificate } from '../trust/anchors.ts';
import { isSecureCert, isUnderEncryption, isVolume, mayHoldCertificates } from './data-partitions.ts';
import { identityFromEspAt, identityFromSecureCert } from './device-identity.ts';
import { findAnchors } from './find-anchors.ts';
import type { FlashReader } from './flash-reader.ts';
import type { InspectDepth } from './read-slots.ts';
import { readUsed } from './read-used.ts';
import { joinSearches, nothingFound, type Skipped, type TrustSearch } from './trust-search.ts';

/** How a partition's content is read. */
export interface PartitionSource {
  readonly flash: FlashReader;
  readonly depth: InspectDepth;
  readonly isEncryptedUnit: boolean;
}

/** Bytes in use that a quick reading takes in, of a data partition of no fixed purpose (a PEM file of all public roots) and of a volume. */
const quickPartitionLimit = 0x40000;
const quickVolumeLimit = 0x10000;
const pemBegin = '-----BEGIN ';
/** The file systems whose files are looked into. */
const volumeReaders: readonly VolumeReader[] = [readSpiffsFiles];

/** Looks for anchors, and for the unit's own identity, in a partition that may hold certificates; NVS and apps are read elsewhere. */
export async function searchPartition(partition: PartitionEntry, source: PartitionSource): Promise<TrustSearch> {
  const volume = isVolume(partition);
  const identity = isSecureCert(partition);
  if (!volume && !identity && !mayHoldCertificates(partition)) return nothingFound;
  const skip = (reason: Skipped['reason']): TrustSearch => {
    const skipped = [{ what: partition.label, reason }];
    return identity ? { ...nothingFound, skippedIdentities: skipped } : { ...nothingFound, skipped };
  };
  if (source.isEncryptedUnit && isUnderEncryption(partition)) return skip('encrypted');
  const quickLimit = volume ? quickVolumeLimit : quickPartitionLimit;
  const limit = source.depth === 'full' ? Number.POSITIVE_INFINITY : quickLimit;
  const bytes = await readUsed(source.flash, { offset: partition.offset, length: partition.size }, limit);
  if (bytes === undefined) return skip('not-read');
  if (volume) return searchVolume(partition, bytes);
  return identity ? searchIdentity(partition, bytes) : searchData(partition, bytes);
}

function searchVolume({ label }: PartitionEntry, bytes: Uint8Array): TrustSearch {
  for (const readFiles of volumeReaders) {
    const files = readFiles(bytes);
    if (files.ok) return joinSearches(files.value.map((file) => searchFile(label, file)));
  }
  // No reader knows this file system. Where no certificate begins in the raw bytes, none is in its files.
  const mayHold = containsText(bytes, pemBegin) || holdsDerStart(bytes);
  return mayHold ? { ...nothingFound, skipped: [{ what: label, reason: 'not-supported' }] } : nothingFound;
}

function searchFile(label: string, { path, bytes, intact }: VolumeFile): TrustSearch {
  const anchors = findAnchors(bytes, () => ({ partition: label, item: path }));
  return { ...nothingFound, anchors, skipped: intact ? [] : [{ what: `${label}:${path}`, reason: 'damaged' }] };
}

function searchIdentity({ label }: PartitionEntry, bytes: Uint8Array): TrustSearch {
  const found = parseSecureCert(bytes);
  if (found.ok) return { ...nothingFound, identities: [identityFromSecureCert(label, found.value)] };
  return isErased(bytes) ? nothingFound : { ...nothingFound, skippedIdentities: [{ what: label, reason: 'damaged' }] };
}

function searchData({ label, offset }: PartitionEntry, bytes: Uint8Array): TrustSearch {
  const secureCert = parseSecureCert(bytes);
  if (secureCert.ok) return { ...nothingFound, identities: [identityFromSecureCert(label, secureCert.value)] };
  const listed = parseEspAtCertificates(bytes);
  const placeOf = (position: number) => ({ partition: label, offset: offset + position });
  if (!listed.ok) return { ...nothingFound, anchors: findAnchors(bytes, placeOf) };
  const identity = identityFromEspAt(label, listed.value);
  const anchors = listed.value.certificates
    .filter(({ role }) => role === 'ca')
    .flatMap((found) => anchorFromCertificate(found.der, placeOf(found.offset), found.encoding) ?? []);
  return { ...nothingFound, anchors, identities: identity === undefined ? [] : [identity] };
}
