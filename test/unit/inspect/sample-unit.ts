import { decodeHex } from '../../../electron/core/bytes/hex.ts';
import { encodeOtadataRecord } from '../../../electron/core/formats/otadata.ts';
import { encodePartitionTable, type PartitionEntry } from '../../../electron/core/formats/partition-table.ts';
import type { InspectOptions } from '../../../electron/core/inspect/inspect-flash.ts';
import { inspectUnit } from '../../../electron/core/inspect/inspect-unit.ts';
import type { ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import { type AppContent, buildApp } from '../../../electron/sim/firmware/app.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { encodeEsp32Efuse } from '../../../electron/sim/units/efuse-images.ts';
import { composeFlash, type FlashPart } from '../../../electron/sim/units/sim-unit.ts';
import { type MemoryUnit, memoryLoader } from '../../support/memory-loader.ts';

export const now = '2026-01-02T03:04:05.000Z';
export const flashSize = 0x400000;

export function entry(label: string, type: number, subtype: number, offset: number, size: number): PartitionEntry {
  return { label, type, subtype, offset, size, encrypted: false, readonly: false };
}

export const nvsEntry = entry('nvs', 1, 2, 0x9000, 0x4000);
export const otadataEntry = entry('otadata', 1, 0, 0xd000, 0x2000);
export const factoryEntry = entry('factory', 0, 0, 0x10000, 0x100000);
export const ota0Entry = entry('ota_0', 0, 0x10, 0x110000, 0x100000);
export const ota1Entry = entry('ota_1', 0, 0x11, 0x210000, 0x100000);
/** `partitions_two_ota.csv` of ESP-IDF without phy_init. */
export const twoOta = [nvsEntry, otadataEntry, factoryEntry, ota0Entry, ota1Entry];

/** A small app with a descriptor; `texts` and `certificates` stand in its rodata. */
export function sampleApp(version: string, content: Partial<AppContent> = {}): Uint8Array<ArrayBuffer> {
  return buildApp({
    chip: 'ESP32',
    descriptor: { version, projectName: 'sample', idfVersion: 'v4.4.8' },
    texts: [],
    certificates: [syntheticPki().oldRoot],
    size: 'tiny',
    seed: 1,
    ...content,
  });
}

export function tablePart(entries: readonly PartitionEntry[], offset = 0x8000, md5 = true): FlashPart {
  return { offset, bytes: encodePartitionTable(entries, { md5 }) };
}

export function otadataPart(sequence: number): FlashPart {
  return { offset: otadataEntry.offset, bytes: encodeOtadataRecord(sequence, 'undefined') };
}

export const plainEfuse = encodeEsp32Efuse(decodeHex('246f28aabb01'), 1);

/** Inspects a unit whose flash is erased but for the parts. */
export async function inspectParts(
  parts: readonly FlashPart[],
  options: Partial<InspectOptions> = {},
  unit: Partial<MemoryUnit> = {},
) {
  const { loader, chip, traffic } = memoryLoader({ flash: composeFlash(flashSize, parts), efuse: plainEfuse, ...unit });
  const facts = await inspectUnit(loader, chip, { releases: [], now, simulated: true, ...options });
  return { facts, traffic };
}

/** A unit with one app and one more partition that holds `content`. */
export function inspectWith(
  partition: PartitionEntry,
  content: Uint8Array,
  app = sampleApp('1.0.0', { certificates: [] }),
  options: Partial<InspectOptions> = {},
) {
  const parts = [
    tablePart([nvsEntry, factoryEntry, partition]),
    { offset: factoryEntry.offset, bytes: app },
    { offset: partition.offset, bytes: content },
  ];
  return inspectParts(parts, options);
}

/** A release of product `id` that says nothing more. */
export function manifest(id: string, more: Partial<ReleaseManifest> = {}): ReleaseManifest {
  return {
    format: 1,
    product: { id, name: id },
    version: '2.0.0',
    build: '1',
    created: now,
    images: [],
    preserve: [],
    trust: [],
    knownReleases: [],
    identify: [],
    servers: [],
    boot: { version: '2.0.0', lines: [], timeoutMs: 1000 },
    ...more,
  };
}
