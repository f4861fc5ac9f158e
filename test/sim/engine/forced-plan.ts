import { expect } from 'vitest';
import { viewOf } from '../../../electron/core/bytes/byte-view.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { decodeHex } from '../../../electron/core/bytes/hex.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { ErrorCode } from '../../../electron/core/errors/catalogue.ts';
import { parseNvs } from '../../../electron/core/formats/nvs.ts';
import { encodeOtadataRecord } from '../../../electron/core/formats/otadata.ts';
import type { PartitionEntry } from '../../../electron/core/formats/partition-table.ts';
import type { UnitFacts } from '../../../electron/core/inspect/facts.ts';
import { buildPlan } from '../../../electron/core/plan/build-plan.ts';
import { isBuildable, planContext } from '../../../electron/core/plan/plan-context.ts';
import { planHash } from '../../../electron/core/plan/plan-hash.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import type { Release, ReleaseImage, ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import { type AppContent, buildApp } from '../../../electron/sim/firmware/app.ts';
import type { AppBehaviour } from '../../../electron/sim/firmware/behaviour.ts';
import { buildBootloader } from '../../../electron/sim/firmware/bootloader.ts';
import { fuseWords, readFuses } from '../../../electron/sim/security/fuses.ts';
import { encodeDigestBlock } from '../../../electron/sim/security/secure-boot-v1.ts';
import { keyDigest, testSigningKey } from '../../../electron/sim/security/secure-boot-v2.ts';
import { encodeEsp32Efuse } from '../../../electron/sim/units/efuse-images.ts';
import { oldSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import {
  factoryOnlyTable,
  fatVolumePart,
  offsetOf,
  seedNvs,
  tablePart,
} from '../../../electron/sim/units/seed-layout.ts';
import { composeFlash, type FlashPart, type SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { technician } from '../../support/recovery-fixture.ts';
import { type SimBench, simBench } from '../../support/sim-bench.ts';

export const behaviour: AppBehaviour = {
  kind: 'app',
  lines: [{ afterMs: 100, level: 'I', tag: 'RADIO', text: 'ready' }],
  nvs: { formatVersion: 2, encrypted: false },
  wearLevelling: 2,
};

export function app(
  changed: Partial<AppContent> = {},
  changedBehaviour: Partial<AppBehaviour> = {},
): Uint8Array<ArrayBuffer> {
  const { secureVersion, ...descriptor } = {
    version: '2.0.0',
    projectName: 'radio',
    idfVersion: 'v4.4.8',
    secureVersion: 0,
  };
  return buildApp({
    chip: 'ESP32',
    descriptor: { ...descriptor, secureVersion },
    texts: [],
    certificates: [],
    behaviour: { ...behaviour, ...changedBehaviour },
    size: 'tiny',
    seed: 7,
    ...changed,
  });
}

export function release(
  bytes: Uint8Array,
  manifest: Partial<ReleaseManifest> = {},
  image: Partial<ReleaseImage> = {},
): Release {
  const sha256 = sha256Hex(bytes);
  return {
    manifest: {
      format: 1,
      product: { id: 'radio', name: 'Radio' },
      version: '2.0.0',
      build: '1',
      created: '2026-01-01T00:00:00Z',
      images: [{ chip: 'ESP32', role: 'app', file: 'app.bin', size: bytes.length, sha256, bootloaders: [], ...image }],
      preserve: [],
      trust: [],
      knownReleases: [],
      identify: [{ kind: 'string', value: 'Seed Radio' }],
      servers: [],
      boot: { version: 'App version:      2.0.0', lines: ['RADIO: ready'], timeoutMs: 5000 },
      nvs: { formatVersion: 2, encrypted: false },
      wearLevelling: 2,
      ...manifest,
    },
    manifestSha256: 'ab'.repeat(32),
    signedBy: 'key-1',
    images: new Map([[sha256, bytes]]),
  };
}

export interface UnitTerms {
  readonly table?: readonly PartitionEntry[];
  readonly app?: Uint8Array;
  /** ESP-IDF version of the bootloader. */
  readonly bootloader?: string;
  readonly antiRollback?: boolean;
  readonly revision?: 1 | 3;
  readonly nvs?: Uint8Array;
  readonly wearLevelling?: 1 | 2;
  readonly parts?: readonly FlashPart[];
  readonly burn?: (efuse: DataView) => void;
}

/** A unit that runs the seed firmware in its first app partition. */
export function unitOf(terms: UnitTerms = {}): SimUnit {
  const table = terms.table ?? factoryOnlyTable;
  const [first] = table.filter(({ type }) => type === 0);
  const efuse = encodeEsp32Efuse(decodeHex('246f28aabb01'), terms.revision ?? 1);
  terms.burn?.(viewOf(efuse));
  const nvsSize = table.find(({ label }) => label === 'nvs')?.size ?? 0;
  const parts: FlashPart[] = [
    { offset: 0x1000, bytes: bootloaderOf(terms) },
    tablePart(table),
    { offset: offsetOf(table, 'nvs'), bytes: terms.nvs ?? seedNvs({ formatVersion: 2, size: nvsSize }) },
    { offset: first?.offset ?? 0, bytes: terms.app ?? oldSeedApp('ESP32', 'tiny') },
  ];
  if (table.some(({ label }) => label === 'otadata')) {
    parts.push({ offset: offsetOf(table, 'otadata'), bytes: encodeOtadataRecord(1, 'undefined') });
  }
  if (table.some(({ label }) => label === 'storage'))
    parts.push(fatVolumePart(table, 'storage', terms.wearLevelling ?? 2));
  return {
    name: 'unit',
    description: '',
    chip: 'ESP32',
    flash: composeFlash(0x400000, [...parts, ...(terms.parts ?? [])]),
    efuse,
  };
}

export function bootloaderOf({
  bootloader = 'v3.2-103-g4aa1058e8',
  antiRollback = false,
}: UnitTerms): Uint8Array<ArrayBuffer> {
  return buildBootloader({
    chip: 'ESP32',
    idfVersion: bootloader,
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize: 0x400000,
    namesChip: true,
    options: { rollback: false, antiRollback },
  });
}

/** The plan that would be made if no guard were there. Preconditions fall too: they would stop an encrypted unit. */
export function forcedPlan(facts: UnitFacts, forced: Release) {
  const context = planContext(facts, forced, technician);
  if (!isBuildable(context)) throw new Error('nothing to build');
  const plan = { ...buildPlan(context), preconditions: [] };
  return { ...plan, hash: planHash(plan) };
}

export interface Case {
  readonly unit: SimUnit;
  readonly release: Release;
  readonly refusal: ErrorCode;
  /** Facts to plan by where the unit hides them; default: as inspected. */
  readonly facts?: UnitFacts;
}

/** Proves that the planner refuses, then does it all the same. */
export async function force({ unit, release: wanted, refusal, facts: given }: Case): Promise<SimBench> {
  const bench = simBench(unit);
  expect(await bench.start(), 'before').toMatchObject({ ends: 'running' });
  const inspected = await bench.inspect([wanted]);
  const refused = planRecovery(inspected, wanted, technician);
  expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toContain(refusal);
  const facts = given ?? inspected;
  const plan = forcedPlan(facts, wanted);
  const report = await runPlan(await bench.job(plan, wanted, facts), bench.views);
  expect(report.outcome).not.toBe('recovered');
  return bench;
}

export async function expectBrick(bench: SimBench): Promise<void> {
  expect((await bench.start()).ends).not.toBe('running');
}

export function namespaces({ unit }: SimBench, table: readonly PartitionEntry[] = factoryOnlyTable): readonly string[] {
  const { offset, size } = table.find(({ label }) => label === 'nvs') ?? { offset: 0, size: 0 };
  const nvs = parseNvs(unit.flash.bytes.subarray(offset, offset + size));
  return nvs.ok ? nvs.value.namespaces : [];
}

export const secureBootV1 = (efuse: DataView) => {
  efuse.setUint32(24, 1 << 4, true);
  for (let at = 60; at < 92; at++) efuse.setUint8(at, at);
};
export const secureBootV2 = (efuse: DataView) => {
  efuse.setUint32(24, 1 << 5, true);
  for (const [index, byte] of keyDigest(testSigningKey()).entries()) efuse.setUint8(60 + index, byte);
};

/** Digest of the unit's bootloader under the key of `secureBootV1`. */
export function digestPart(terms: UnitTerms): FlashPart {
  const key = readFuses(fuseWords(unitOf({ ...terms, burn: secureBootV1 }).efuse), 'ESP32').secureBootKey;
  return { offset: 0, bytes: encodeDigestBlock(key, new Uint8Array(128).fill(3), bootloaderOf(terms)) };
}
