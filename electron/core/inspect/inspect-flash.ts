import { containsText } from '../bytes/contains-text.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Chip } from '../chips/chip.ts';
import { type BootLog, parseBootLog } from '../formats/boot-log.ts';
import { type PartitionEntry, partitionType } from '../formats/partition-table.ts';
import type { TransferProgress } from '../interfaces/flash-loader.ts';
import type { ReleaseManifest } from '../release/manifest.ts';
import { readWearLevelling } from './data-partitions.ts';
import { projectNameOf, slotFacts } from './describe-slot.ts';
import { factValue } from './fact.ts';
import type { BootloaderFacts, Channel, SlotFacts, UnitFacts } from './facts.ts';
import { slotStreams } from './find-anchors.ts';
import { findPartitionTable } from './find-partition-table.ts';
import type { FlashReader } from './flash-reader.ts';
import { identifyProduct, type ProductTraces } from './identify-product.ts';
import { readBootloader, unknownBootloader } from './read-bootloader.ts';
import { type LayoutReading, readLayout } from './read-layout.ts';
import { hasWifiCredentials, isNvs, type NvsReading, nvsVersions, readNvs } from './read-nvs.ts';
import { type InspectDepth, readSlot, readSlotData, type SlotReading, unreadableSlot } from './read-slots.ts';
import { isTrustKnown, readTrust } from './read-trust.ts';
import { type CatalogueMatch, findInCatalogue } from './release-catalogue.ts';
import { findRunningSlot, type RunningSlot } from './running-slot.ts';
import type { Skipped } from './trust-search.ts';

/** What an inspection is told, whatever it reads from. */
export interface InspectOptions {
  /** Releases whose known images and identify rules are held against the unit. */
  readonly releases: readonly ReleaseManifest[];
  /** ISO 8601 UTC. */
  readonly now: string;
  readonly simulated: boolean;
  readonly channel?: Channel | undefined;
  /** Known roots, to name anchors by; absent = anchors stay as they were found. */
  readonly catalogue?: Catalogue | undefined;
  /** A console log of this unit, untrusted: which slot it loaded, what its app says of itself, why a handshake failed. */
  readonly bootLog?: string | undefined;
  /** Product that an operator vouches for. */
  readonly operatorProduct?: string | undefined;
  /** Default `quick` over a wire, `full` for a file. */
  readonly depth?: InspectDepth | undefined;
  readonly onProgress?: TransferProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FlashSource {
  readonly chip: Chip;
  readonly flash: FlashReader;
  /** Flash encryption is on: what it covers reads as ciphertext. */
  readonly isEncryptedUnit: boolean;
  readonly depth: InspectDepth;
}

/** The facts that lie in flash. */
export type FlashFacts = Pick<UnitFacts, 'product' | 'layout' | 'bootloader' | 'slots' | 'trust' | 'data' | 'coverage'>;

/**
 * Reads what flash tells, the cheapest evidence first (DESIGN §6): table, otadata, bootloader, outlines of images; then,
 * unless a release says what the running image trusts, its data and the partitions that may hold certificates.
 */
export async function inspectFlash(source: FlashSource, options: InspectOptions): Promise<FlashFacts> {
  const { flash, isEncryptedUnit, depth } = source;
  const bootLog = options.bootLog === undefined ? undefined : parseBootLog(options.bootLog);
  const search = await findPartitionTable(flash, depth === 'full');
  const layout = await readLayout(flash, search, isEncryptedUnit, bootLog);
  const tableOffset = search.found ? search.value.offset : 0x10000;
  const bootloader = isEncryptedUnit
    ? unknownBootloader(source.chip, 'encrypted')
    : await readBootloader(flash, source.chip, tableOffset);
  return inspectContent(source, options, { layout, bootloader, bootLog });
}

/** What was read before the slots. */
export interface Surroundings {
  readonly layout: LayoutReading;
  readonly bootloader: BootloaderFacts;
  readonly bootLog: BootLog | undefined;
}

/** Reads slots and data partitions of a layout that is known. */
export async function inspectContent(
  source: FlashSource,
  options: InspectOptions,
  surroundings: Surroundings,
): Promise<FlashFacts> {
  const { layout, bootloader, bootLog } = surroundings;
  const { flash, chip } = source;
  const { partitions } = layout;
  const apps = await readApps(source, options.releases, surroundings);
  const nvs = await readAllNvs(source, partitions);
  const slots = describeSlots(apps, nvs, chip, surroundings, options.releases);
  const runningFacts = slots.find(({ label }) => label === apps.running?.partition.label);
  const idfVersion = runningFacts && factValue(runningFacts.idfVersion);
  const trust = await readTrust({
    ...source,
    ...apps,
    partitions,
    nvs,
    bootLog,
    idfVersion,
    catalogue: options.catalogue,
  });
  const wearLevelling = await readWearLevelling(flash, partitions);
  return {
    product: identifyProduct(options.releases, tracesOf(apps, nvs, partitions, chip), options.operatorProduct),
    layout: { ...layout.facts, ...apps.runningSlot },
    bootloader,
    slots,
    trust: trust.facts,
    data: {
      nvs: nvs.map(({ facts }) => facts),
      hasWifiCredentials: hasWifiCredentials(nvs),
      wearLevelling,
    },
    coverage: { read: flash.coverage(), skipped: [...trust.skipped, ...unreadSlots(apps.slots, trust.skipped)] },
  };
}

/** The app slots, and the one that runs. */
interface AppReadings {
  readonly slots: readonly SlotReading[];
  readonly runningSlot: RunningSlot;
  readonly running: SlotReading | undefined;
  /** The release that names the running image. */
  readonly match: CatalogueMatch | undefined;
}

async function readApps(
  source: FlashSource,
  releases: readonly ReleaseManifest[],
  { layout, bootLog }: Surroundings,
): Promise<AppReadings> {
  const { flash, chip, isEncryptedUnit, depth } = source;
  const slots: SlotReading[] = [];
  for (const partition of layout.partitions.filter(({ type }) => type === partitionType.app)) {
    slots.push(
      isEncryptedUnit ? unreadableSlot(partition, 'encrypted') : await readSlot(flash, partition, chip, depth),
    );
  }
  const runningSlot = findRunningSlot(slots, layout.otadata, bootLog);
  const index = slots.findIndex(({ partition }) => partition.label === factValue(runningSlot.runningSlot));
  const outline = slots[index];
  if (outline === undefined) return { slots, runningSlot, running: undefined, match: undefined };
  const match = matchOf(outline, releases);
  const running = isTrustKnown(match, layout.partitions) ? outline : await readSlotData(flash, outline, chip);
  return { slots: slots.with(index, running), runningSlot, running, match };
}

function matchOf({ digest }: SlotReading, releases: readonly ReleaseManifest[]): CatalogueMatch | undefined {
  return digest.known ? findInCatalogue(releases, digest.value) : undefined;
}

async function readAllNvs(
  { flash, isEncryptedUnit }: FlashSource,
  partitions: readonly PartitionEntry[],
): Promise<NvsReading[]> {
  const readings: NvsReading[] = [];
  for (const partition of partitions.filter(isNvs)) readings.push(await readNvs(flash, partition, isEncryptedUnit));
  return readings;
}

function describeSlots(
  { slots, running }: AppReadings,
  nvs: readonly NvsReading[],
  chip: Chip,
  { bootloader, bootLog }: Surroundings,
  releases: readonly ReleaseManifest[],
): SlotFacts[] {
  return slots.map((slot) =>
    slotFacts(slot, {
      match: matchOf(slot, releases),
      loggedApp: bootLog?.boots.findLast(({ loadedOffset }) => loadedOffset === slot.partition.offset)?.app,
      nvsVersions: slot === running ? nvsVersions(nvs) : [],
      streams: slotStreams(slot, chip).map(({ bytes }) => bytes),
      bootloaderIdfVersion: factValue(bootloader.idfVersion),
    }),
  );
}

function tracesOf(
  { slots, running }: AppReadings,
  nvs: readonly NvsReading[],
  partitions: readonly PartitionEntry[],
  chip: Chip,
): ProductTraces {
  const streams = running === undefined ? [] : slotStreams(running, chip);
  return {
    digests: slots.flatMap(({ digest }) => factValue(digest) ?? []),
    projectName: running && projectNameOf(running),
    hasString: (text) => text !== '' && streams.some(({ bytes }) => containsText(bytes, text)),
    nvsNamespaces: nvs.flatMap(({ facts }) => facts.namespaces),
    partitionLabels: partitions.map(({ label }) => label),
  };
}

/** Slots whose image was identified and not read: their strings and certificates are not among the facts. */
function unreadSlots(slots: readonly SlotReading[], already: readonly Skipped[]): Skipped[] {
  return slots
    .filter(({ bytes, image, partition }) => {
      const isNothing = !image.known && image.reason === 'not-present';
      return bytes === undefined && !isNothing && !already.some(({ what }) => what === partition.label);
    })
    .map(({ image, outline, partition }) => ({
      what: partition.label,
      reason: !image.known ? image.reason : outline === undefined ? 'damaged' : 'not-read',
    }));
}
