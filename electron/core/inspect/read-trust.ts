import type { Chip } from '../chips/chip.ts';
import type { BootLog } from '../formats/boot-log.ts';
import { mbedTlsVersionOf, parseIdfVersion } from '../formats/idf-version.ts';
import type { PartitionEntry } from '../formats/partition-table.ts';
import { findUrls } from '../formats/strings.ts';
import { catalogueAnchors } from './catalogue-anchors.ts';
import { containsText } from './contains-text.ts';
import { isUnderEncryption, isVolume, mayHoldCertificates } from './data-partitions.ts';
import { findDateCheck } from './date-check.ts';
import { holdsDerStart } from './der-certificates.ts';
import { known, unknown } from './fact.ts';
import type { Anchor, Coverage, TrustFacts } from './facts.ts';
import { distinctAnchors, findAnchors, findSlotAnchors, slotStreams } from './find-anchors.ts';
import type { FlashReader } from './flash-reader.ts';
import { certificateCandidates, type NvsReading } from './read-nvs.ts';
import type { InspectDepth, SlotReading } from './read-slots.ts';
import { readUsed } from './read-used.ts';
import type { CatalogueMatch } from './release-catalogue.ts';

export type Skipped = Coverage['skipped'][number];

/** What the trust of a unit is read from. */
export interface TrustSources {
  readonly flash: FlashReader;
  readonly chip: Chip;
  readonly partitions: readonly PartitionEntry[];
  /** All slots; those whose bytes were read are searched. */
  readonly slots: readonly SlotReading[];
  readonly running: SlotReading | undefined;
  /** The release that names the running image. */
  readonly match: CatalogueMatch | undefined;
  readonly nvs: readonly NvsReading[];
  readonly bootLog: BootLog | undefined;
  /** ESP-IDF version of the running image. */
  readonly idfVersion: string | undefined;
  readonly depth: InspectDepth;
  readonly isEncryptedUnit: boolean;
}

/** Bytes in use that a quick reading takes in, of a data partition of no fixed purpose (a PEM file of all public roots) and of a volume. */
const quickPartitionLimit = 0x40000;
const quickVolumeLimit = 0x10000;
const pemBegin = '-----BEGIN ';
const maxUrls = 50;

/**
 * True where the running image's release says what it trusts, so that its bytes need not be read: not where the unit has
 * a partition that this release declares as a trust store, because that may have been replaced.
 */
export function isTrustKnown(
  match: CatalogueMatch | undefined,
  partitions: readonly PartitionEntry[],
): match is CatalogueMatch {
  if (match === undefined || match.anchors.length === 0) return false;
  return !partitions.some(({ label }) => match.release.trust.includes(label));
}

/** What a unit trusts and what it was told to reach (FORMATS §7.9). */
export async function readTrust(sources: TrustSources): Promise<{ facts: TrustFacts; skipped: Skipped[] }> {
  const { bootLog, chip, running, match, idfVersion } = sources;
  const search = await findTrust(sources);
  const urls = running === undefined ? [] : slotStreams(running, chip).flatMap(({ bytes }) => findUrls(bytes));
  const idf = idfVersion === undefined ? undefined : parseIdfVersion(idfVersion);
  const mbedTls = idf && mbedTlsVersionOf(idf);
  return {
    facts: {
      complete: search.skipped.length === 0,
      anchors: distinctAnchors(search.anchors),
      ...findDateCheck(match, bootLog, running?.outline),
      urls: distinct(urls.map(({ url }) => url)),
      hosts: distinct(urls.map(({ host }) => host)),
      mbedTlsVersion: mbedTls === undefined ? unknown('not-present') : known(mbedTls),
    },
    skipped: search.skipped,
  };
}

interface TrustSearch {
  readonly anchors: readonly Anchor[];
  /** Places that may hold anchors and were not read: with any, the list is not complete. */
  readonly skipped: Skipped[];
}

async function findTrust(sources: TrustSources): Promise<TrustSearch> {
  const { match, partitions, running, slots, chip } = sources;
  if (running !== undefined && isTrustKnown(match, partitions) && running.bytes === undefined) {
    return { anchors: catalogueAnchors(match, running.partition.label), skipped: [] };
  }
  const searches = [searchRunning(running, chip), searchNvs(sources.nvs)];
  for (const partition of partitions) searches.push(await searchPartition(partition, sources));
  const others = slots.filter((slot) => slot !== running);
  return {
    anchors: [...searches, ...others.map((slot) => searchSlot(slot, chip))].flatMap(({ anchors }) => anchors),
    skipped: searches.flatMap(({ skipped }) => skipped),
  };
}

function searchSlot(slot: SlotReading, chip: Chip): TrustSearch {
  return { anchors: findSlotAnchors(slot, slotStreams(slot, chip)), skipped: [] };
}

/** Log tag of the certificate bundle: an app that uses one holds anchors that are no certificates (FORMATS §7.4). */
const bundleTag = 'esp-x509-crt-bundle';

function searchRunning(running: SlotReading | undefined, chip: Chip): TrustSearch {
  if (running === undefined) return { anchors: [], skipped: [{ what: 'running app', reason: 'not-present' }] };
  if (running.bytes === undefined) {
    const reason = running.image.known ? 'damaged' : running.image.reason;
    return { anchors: [], skipped: [{ what: running.partition.label, reason }] };
  }
  const { anchors } = searchSlot(running, chip);
  const usesBundle = slotStreams(running, chip).some(({ bytes }) => containsText(bytes, bundleTag));
  return { anchors, skipped: usesBundle ? [{ what: 'esp_crt_bundle', reason: 'not-supported' }] : [] };
}

function searchNvs(readings: readonly NvsReading[]): TrustSearch {
  const anchors = readings.flatMap((reading) =>
    certificateCandidates(reading).flatMap((value) =>
      findAnchors(value, () => ({ partition: reading.facts.partition })),
    ),
  );
  const skipped = readings.flatMap(({ facts: { partition, encrypted } }): Skipped[] => {
    if (!encrypted.known) return [{ what: partition, reason: encrypted.reason }];
    return encrypted.value ? [{ what: partition, reason: 'encrypted' }] : [];
  });
  return { anchors, skipped };
}

async function searchPartition(partition: PartitionEntry, sources: TrustSources): Promise<TrustSearch> {
  const { flash, depth, isEncryptedUnit } = sources;
  const { label, offset, size } = partition;
  const nothing: TrustSearch = { anchors: [], skipped: [] };
  const skip = (reason: Skipped['reason']) => ({ anchors: [], skipped: [{ what: label, reason }] });
  const volume = isVolume(partition);
  if (!volume && !mayHoldCertificates(partition)) return nothing;
  if (isEncryptedUnit && isUnderEncryption(partition)) return skip('encrypted');
  const limit = depth === 'full' ? Number.POSITIVE_INFINITY : volume ? quickVolumeLimit : quickPartitionLimit;
  const bytes = await readUsed(flash, { offset, length: size }, limit);
  if (bytes === undefined) return skip('not-read');
  // Files are not put together here. Where no certificate begins in the raw bytes, none is in them.
  if (volume) return containsText(bytes, pemBegin) || holdsDerStart(bytes) ? skip('not-supported') : nothing;
  return { anchors: findAnchors(bytes, (position) => ({ partition: label, offset: offset + position })), skipped: [] };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, maxUrls);
}
