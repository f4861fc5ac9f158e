import { containsText } from '../bytes/contains-text.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Chip } from '../chips/chip.ts';
import type { BootLog } from '../formats/boot-log.ts';
import { mbedTlsVersionOf, parseIdfVersion } from '../formats/idf-version.ts';
import { findNvsIdentity, trustCandidates } from '../formats/nvs-certificates.ts';
import type { PartitionEntry } from '../formats/partition-table.ts';
import { findUrls } from '../formats/strings.ts';
import { findTlsEvidence, findTlsInputBuffer } from '../formats/tls-evidence.ts';
import { catalogueAnchors } from './catalogue-anchors.ts';
import { isSecureCert } from './data-partitions.ts';
import { findDateCheck } from './date-check.ts';
import { identityFromSecureCert } from './device-identity.ts';
import { known, unknown } from './fact.ts';
import type { Anchor, Fact, TrustFacts } from './facts.ts';
import { distinctAnchors, findAnchors, findSlotAnchors, slotStreams } from './find-anchors.ts';
import { matchAnchors } from './known-roots.ts';
import type { NvsReading } from './read-nvs.ts';
import type { SlotReading } from './read-slots.ts';
import type { CatalogueMatch } from './release-catalogue.ts';
import { type PartitionSource, searchPartition } from './search-partition.ts';
import { joinSearches, nothingFound, type Skipped, type TrustSearch } from './trust-search.ts';

/** What the trust of a unit is read from. */
export interface TrustSources extends PartitionSource {
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
  /** Known roots. */
  readonly catalogue: Catalogue | undefined;
}

const maxUrls = 50;
/** Several times what two slots with a full bundle each hold; more is made up, and is counted as not read. */
const maxAnchors = 1024;

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
export async function readTrust(sources: TrustSources): Promise<{ facts: TrustFacts; skipped: readonly Skipped[] }> {
  const { bootLog, chip, running, match, idfVersion, catalogue } = sources;
  const search = limitAnchors(await findTrust(sources));
  const streams = running === undefined ? [] : slotStreams(running, chip).map(({ bytes }) => bytes);
  const urls = streams.flatMap((bytes) => findUrls(bytes));
  const idf = idfVersion === undefined ? undefined : parseIdfVersion(idfVersion);
  const mbedTls = idf && mbedTlsVersionOf(idf);
  return {
    facts: {
      complete: search.skipped.length === 0,
      anchors: catalogue === undefined ? search.anchors : matchAnchors(search.anchors, catalogue),
      ...findDateCheck(match, bootLog, running?.outline),
      urls: distinct(urls.map(({ url }) => url)),
      hosts: distinct(urls.map(({ host }) => host)),
      mbedTlsVersion: mbedTls === undefined ? unknown('not-present') : known(mbedTls),
      ...(streams.length > 0 && { tls: { ...findTlsEvidence(streams), inputBuffer: inputBufferOf(sources) } }),
      identities: search.identities,
    },
    skipped: [...search.skipped, ...search.skippedIdentities],
  };
}

function limitAnchors(search: TrustSearch): TrustSearch {
  const anchors = distinctAnchors(search.anchors);
  if (anchors.length <= maxAnchors) return { ...search, anchors };
  const skipped: Skipped = { what: `${anchors.length - maxAnchors} more certificates`, reason: 'not-read' };
  return { ...search, anchors: anchors.slice(0, maxAnchors), skipped: [...search.skipped, skipped] };
}

/** The constant stands in code, which only a full reading takes in. */
function inputBufferOf({ running, chip, depth }: TrustSources): Fact<number> {
  if (running?.bytes === undefined || running.outline === undefined || depth !== 'full') return unknown('not-read');
  const length = findTlsInputBuffer(running.bytes, running.outline.segments, chip);
  return length === undefined ? unknown('not-present') : known(length);
}

async function findTrust(sources: TrustSources): Promise<TrustSearch> {
  const { match, partitions, running, slots, chip } = sources;
  if (running !== undefined && isTrustKnown(match, partitions) && running.bytes === undefined) {
    return {
      ...nothingFound,
      anchors: catalogueAnchors(match, running.partition.label),
      skippedIdentities: partitions.filter(isSecureCert).map(({ label }) => ({ what: label, reason: 'not-read' })),
    };
  }
  const searches = [searchRunning(running, chip), ...sources.nvs.map(searchNvs)];
  for (const partition of partitions) searches.push(await searchPartition(partition, sources));
  const others = slots.filter((slot) => slot !== running).map((slot) => searchSlot(slot, chip));
  const found = joinSearches([...searches, ...others]);
  const missing = running === undefined ? [] : missingBundle(running, chip, found.anchors);
  return { ...found, skipped: [...found.skipped, ...missing] };
}

function searchSlot(slot: SlotReading, chip: Chip): TrustSearch {
  return { ...nothingFound, anchors: findSlotAnchors(slot, slotStreams(slot, chip)) };
}

function searchRunning(running: SlotReading | undefined, chip: Chip): TrustSearch {
  if (running === undefined) {
    return { ...nothingFound, skipped: [{ what: 'running app', reason: 'not-present' }] };
  }
  if (running.bytes !== undefined) return searchSlot(running, chip);
  const reason = running.image.known ? 'damaged' : running.image.reason;
  return { ...nothingFound, skipped: [{ what: running.partition.label, reason }] };
}

/** Log tag of the certificate bundle (FORMATS §7.4). */
const bundleTag = 'esp-x509-crt-bundle';

/** An app that can use a certificate bundle gets one from somewhere, e.g. at run time, where none was found that it could use. */
function missingBundle(running: SlotReading, chip: Chip, anchors: readonly Anchor[]): Skipped[] {
  const { label } = running.partition;
  const isFound = anchors.some(
    ({ encoding, foundIn: { slot } }) => encoding === 'crt-bundle' && (slot === undefined || slot === label),
  );
  const usesBundle = slotStreams(running, chip).some(({ bytes }) => containsText(bytes, bundleTag));
  return usesBundle && !isFound ? [{ what: 'esp_crt_bundle', reason: 'not-present' }] : [];
}

function searchNvs({ facts: { partition, encrypted }, entries }: NvsReading): TrustSearch {
  const anchors = trustCandidates(entries).flatMap(({ namespace, key, value }) =>
    findAnchors(value, () => ({ partition, item: `${namespace}/${key}` })),
  );
  const identity = findNvsIdentity(entries);
  const hidden = encrypted.known ? (encrypted.value ? 'encrypted' : undefined) : encrypted.reason;
  return {
    ...nothingFound,
    anchors,
    skipped: hidden === undefined ? [] : [{ what: partition, reason: hidden }],
    identities: identity === undefined ? [] : [identityFromSecureCert(partition, identity)],
  };
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].slice(0, maxUrls);
}
