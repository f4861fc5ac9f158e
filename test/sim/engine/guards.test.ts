import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../electron/core/bytes/byte-view.ts';
import { crc32Rom, crc32Zlib } from '../../../electron/core/bytes/crc32.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { decodeHex } from '../../../electron/core/bytes/hex.ts';
import type { ChipFamily } from '../../../electron/core/chips/chip.ts';
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
import { flashCipher } from '../../../electron/sim/security/flash-encryption.ts';
import { fuseWords, readFuses } from '../../../electron/sim/security/fuses.ts';
import { encodeDigestBlock, signV1 } from '../../../electron/sim/security/secure-boot-v1.ts';
import { keyDigest, signV2, testSigningKey } from '../../../electron/sim/security/secure-boot-v2.ts';
import { encodeEsp32Efuse } from '../../../electron/sim/units/efuse-images.ts';
import { oldSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import {
  factoryOnlyTable,
  fatVolumePart,
  offsetOf,
  seedNvs,
  tablePart,
  twoSlotTable,
} from '../../../electron/sim/units/seed-layout.ts';
import { composeFlash, type FlashPart, type SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { technician } from '../../support/recovery-fixture.ts';
import { type SimBench, simBench } from '../../support/sim-bench.ts';

const behaviour: AppBehaviour = {
  kind: 'app',
  lines: [{ afterMs: 100, level: 'I', tag: 'RADIO', text: 'ready' }],
  nvs: { formatVersion: 2, encrypted: false },
  wearLevelling: 2,
};

function app(changed: Partial<AppContent> = {}, changedBehaviour: Partial<AppBehaviour> = {}): Uint8Array<ArrayBuffer> {
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

function release(
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

interface UnitTerms {
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
function unitOf(terms: UnitTerms = {}): SimUnit {
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

function bootloaderOf({
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
function forcedPlan(facts: UnitFacts, forced: Release) {
  const context = planContext(facts, forced, technician);
  if (!isBuildable(context)) throw new Error('nothing to build');
  const plan = { ...buildPlan(context), preconditions: [] };
  return { ...plan, hash: planHash(plan) };
}

interface Case {
  readonly unit: SimUnit;
  readonly release: Release;
  readonly refusal: ErrorCode;
  /** Facts to plan by where the unit hides them; default: as inspected. */
  readonly facts?: UnitFacts;
}

/** Proves that the planner refuses, then does it all the same. */
async function force({ unit, release: wanted, refusal, facts: given }: Case): Promise<SimBench> {
  const bench = simBench(unit);
  expect(bench.start(), 'before').toMatchObject({ ends: 'running' });
  const inspected = await bench.inspect([wanted]);
  const refused = planRecovery(inspected, wanted, technician);
  expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toContain(refusal);
  const facts = given ?? inspected;
  const plan = forcedPlan(facts, wanted);
  const report = await runPlan(bench.job(plan, wanted, facts), bench.views);
  expect(report.outcome).not.toBe('recovered');
  return bench;
}

function expectBrick(bench: SimBench): void {
  expect(bench.start().ends).not.toBe('running');
}

function namespaces({ unit }: SimBench, table: readonly PartitionEntry[] = factoryOnlyTable): readonly string[] {
  const { offset, size } = table.find(({ label }) => label === 'nvs') ?? { offset: 0, size: 0 };
  const nvs = parseNvs(unit.flash.subarray(offset, offset + size));
  return nvs.ok ? nvs.value.namespaces : [];
}

const secureBootV1 = (efuse: DataView) => {
  efuse.setUint32(24, 1 << 4, true);
  for (let at = 60; at < 92; at++) efuse.setUint8(at, at);
};
const secureBootV2 = (efuse: DataView) => {
  efuse.setUint32(24, 1 << 5, true);
  for (const [index, byte] of keyDigest(testSigningKey()).entries()) efuse.setUint8(60 + index, byte);
};

/** Digest of the unit's bootloader under the key of `secureBootV1`. */
function digestPart(terms: UnitTerms): FlashPart {
  const key = readFuses(fuseWords(unitOf({ ...terms, burn: secureBootV1 }).efuse), 'ESP32').secureBootKey;
  return { offset: 0, bytes: encodeDigestBlock(key, new Uint8Array(128).fill(3), bootloaderOf(terms)) };
}

it('a unit that nothing speaks against is recovered on this bench', async () => {
  const wanted = release(app());
  for (const table of [factoryOnlyTable, twoSlotTable]) {
    const bench = simBench(unitOf({ table }));
    const facts = await bench.inspect([wanted]);
    const planned = planRecovery(facts, wanted, technician);
    if (!planned.ok) throw new Error(planned.refusals.map(({ code }) => code).join(' '));
    const report = await runPlan(bench.job(planned.plan, wanted, facts), bench.views);
    expect(report).toMatchObject({ outcome: 'recovered', preservedIntact: true });
    expect(namespaces(bench, table)).toContain('nvs.net80211');
  }
});

describe('without the guard, DESIGN §5.4: the unit does not boot', () => {
  it('plaintext onto flash encryption', async () => {
    const plain = unitOf();
    const wanted = release(app());
    const facts = await simBench(plain).inspect([wanted]);
    const unit = unitOf({
      burn: (efuse) => {
        efuse.setUint32(0, 1 << 20, true);
        efuse.setUint32(20, efuse.getUint32(20, true) | (0xf << 28), true);
        for (let at = 28; at < 60; at++) efuse.setUint8(at, at);
      },
    });
    const cipher = flashCipher(readFuses(fuseWords(unit.efuse), 'ESP32'), 'ESP32');
    for (const [from, end] of [
      [0x1000, 0x9000],
      [0x10000, 0x30000],
    ] as const) {
      unit.flash.set(cipher?.encrypt(from, unit.flash.subarray(from, end)) ?? [], from);
    }
    expectBrick(await force({ unit, release: wanted, refusal: 'plan.flash-encrypted', facts }));
  });

  it('an unsigned image onto secure boot v1', async () => {
    const terms: UnitTerms = { app: signV1(oldSeedApp('ESP32', 'tiny')), burn: secureBootV1 };
    const unit = unitOf({ ...terms, parts: [digestPart(terms)] });
    expectBrick(await force({ unit, release: release(app()), refusal: 'plan.secure-boot-unsigned' }));
  });

  it('a write below the app area under secure boot v1', async () => {
    const table = twoSlotTable.map((entry) =>
      entry.label === 'ota_1' ? { ...entry, offset: 0, size: 0x8000 } : entry,
    );
    const terms: UnitTerms = { table, app: signV1(oldSeedApp('ESP32', 'tiny')), burn: secureBootV1 };
    const unit = unitOf({ ...terms, parts: [digestPart(terms)] });
    expectBrick(await force({ unit, release: release(signV1(app())), refusal: 'plan.secure-boot-v1-region' }));
  });

  const signedUnit = () =>
    unitOf({
      app: signV2(oldSeedApp('ESP32', 'tiny'), testSigningKey()),
      revision: 3,
      burn: secureBootV2,
      bootloader: 'v4.4.8',
      ...signedBootloader,
    });
  const signedBootloader = {
    parts: [{ offset: 0x1000, bytes: signV2(bootloaderOf({ bootloader: 'v4.4.8' }), testSigningKey()) }],
  };

  it('an unsigned image onto secure boot v2', async () => {
    expectBrick(await force({ unit: signedUnit(), release: release(app()), refusal: 'plan.secure-boot-unsigned' }));
  });

  it('an image signed with another key onto secure boot v2', async () => {
    const signed = signV2(app(), testSigningKey());
    const unit = signedUnit();
    const block = signed.length - 0x1000;
    signed.set([0x55, 0xaa], block + 36);
    viewOf(signed).setUint32(block + 1196, crc32Zlib(signed.subarray(block, block + 1196)), true);
    expectBrick(await force({ unit, release: release(signed), refusal: 'plan.secure-boot-wrong-key' }));
  });

  it('a secure version below the fuse', async () => {
    const burn = (efuse: DataView) => efuse.setUint32(108, 0b111, true);
    const descriptor = { version: '1.4.2', projectName: 'radio', idfVersion: 'v4.4.8', secureVersion: 3 };
    const unit = unitOf({
      bootloader: 'v4.4.8',
      antiRollback: true,
      burn,
      app: app({ descriptor, texts: ['Seed Radio'] }),
    });
    expectBrick(await force({ unit, release: release(app()), refusal: 'plan.secure-version-too-old' }));
  });

  it('an image for another chip', async () => {
    const foreign = app({ chip: 'ESP32-C3' satisfies ChipFamily });
    const unit = unitOf({ bootloader: 'v4.4.8' });
    expectBrick(await force({ unit, release: release(foreign), refusal: 'plan.wrong-chip' }));
  });

  it('an image for a later chip revision', async () => {
    const later = app({ minRevision: 300, maxRevision: 399 });
    const unit = unitOf({ bootloader: 'v4.4.8' });
    expectBrick(await force({ unit, release: release(later), refusal: 'plan.wrong-revision' }));
  });

  it('an image that the bootloader would not load', async () => {
    const damaged = app();
    damaged[0x120] = (damaged[0x120] ?? 0) ^ 1;
    expectBrick(await force({ unit: unitOf(), release: release(damaged), refusal: 'plan.image-invalid' }));
  });
});

describe('without the guard, DESIGN §5.4 and §5.5: data is lost', () => {
  it('an image that does not fit its slot destroys the next partition', async () => {
    const table = twoSlotTable.map((entry) =>
      entry.label === 'ota_1' ? { ...entry, offset: 0x300000, size: 0x10000 } : entry,
    );
    const unit = unitOf({ table });
    const before = unit.flash.slice(0x310000, 0x350000);
    const large = app({ size: 'real' });
    await force({ unit, release: release(large), refusal: 'plan.image-too-large' });
    expect(Buffer.compare(unit.flash.subarray(0x310000, 0x350000), before)).not.toBe(0);
  });

  it('firmware of another product erases settings that it does not know', async () => {
    const other = app({}, { nvs: { formatVersion: 1, encrypted: false } });
    const product = { product: { id: 'lamp', name: 'Lamp' }, nvs: { formatVersion: 2, encrypted: false } } as const;
    const stranger = release(other, { ...product, identify: [{ kind: 'project-name', value: 'lamp' }] });
    const bench = await force({ unit: unitOf(), release: stranger, refusal: 'plan.unknown-product' });
    expect(namespaces(bench)).not.toContain('nvs.net80211');
    const unit = unitOf();
    const facts = await simBench(unit).inspect([release(app())]);
    const refused = planRecovery(facts, stranger, technician);
    expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toEqual(['plan.wrong-product']);
  });

  it('firmware with an older NVS format erases the settings', async () => {
    const nvs = { formatVersion: 1, encrypted: false } as const;
    const bench = await force({
      unit: unitOf(),
      release: release(app({}, { nvs }), { nvs }),
      refusal: 'plan.nvs-format-older',
    });
    expect(namespaces(bench)).not.toContain('nvs.net80211');
  });

  it('firmware with another NVS encryption drops every entry', async () => {
    const nvs = { formatVersion: 2, encrypted: true } as const;
    const bench = await force({
      unit: unitOf(),
      release: release(app({}, { nvs }), { nvs }),
      refusal: 'plan.nvs-encryption-differs',
    });
    expect(namespaces(bench)).not.toContain('nvs.net80211');
  });

  it('firmware that finds no free NVS page erases the settings', async () => {
    const unit = unitOf({ nvs: fullNvs(seedNvs({ formatVersion: 2, size: 0x6000 })) });
    // The old firmware erases it as well the moment it starts, so it is not started before.
    const bench = simBench(unit);
    const wanted = release(app());
    const facts = await bench.inspect([wanted]);
    const refused = planRecovery(facts, wanted, technician);
    expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toEqual(['plan.nvs-no-free-page']);
    expect(namespaces(bench)).toContain('nvs.net80211');
    await runPlan(bench.job(forcedPlan(facts, wanted), wanted, facts), bench.views);
    expect(namespaces(bench)).not.toContain('nvs.net80211');
  });

  it('firmware that expects wear levelling v2 damages a v1 volume', async () => {
    const old = app({ texts: ['Seed Radio'] }, { wearLevelling: 1 });
    const unit = unitOf({ table: twoSlotTable, wearLevelling: 1, app: old });
    const storage = () => unit.flash.slice(0x310000, 0x350000);
    const before = storage();
    const bench = simBench(unit);
    bench.start();
    expect(Buffer.compare(storage(), before)).toBe(0);
    const wanted = release(app());
    const facts = await bench.inspect([wanted]);
    const refused = planRecovery(facts, wanted, technician);
    expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toEqual(['plan.wear-levelling-v1']);
    await runPlan(bench.job(forcedPlan(facts, wanted), wanted, facts), bench.views);
    expect(Buffer.compare(storage(), before)).not.toBe(0);
  });

  it('an app that is not declared for the bootloader crashes in a loop', async () => {
    const picky = app({}, { crashesUnder: ['v3.2'] });
    const declared = release(picky, {}, { bootloaders: [{ idfVersion: 'v4.4' }] });
    expectBrick(await force({ unit: unitOf(), release: declared, refusal: 'plan.bootloader-not-declared' }));
  });
});

/** The same partition with its free pages in use. */
function fullNvs(nvs: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  for (let page = 0; page < nvs.length; page += 0x1000) {
    const view = new DataView(nvs.buffer, page, 0x1000);
    if (view.getUint32(0, true) !== 0xffffffff) continue;
    view.setUint32(0, 0xfffffffc, true);
    view.setUint32(4, 0x100 + page / 0x1000, true);
    view.setUint8(8, 0xfe);
    view.setUint32(28, crc32Rom(nvs.subarray(page + 4, page + 28)), true);
  }
  return nvs;
}
