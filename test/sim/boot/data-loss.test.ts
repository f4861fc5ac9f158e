import { describe, expect, it } from 'vitest';
import { parseNvs } from '../../../electron/core/formats/nvs.ts';
import { detectWearLevelling } from '../../../electron/core/formats/wear-levelling.ts';
import { buildApp } from '../../../electron/sim/firmware/app.ts';
import type { AppBehaviour } from '../../../electron/sim/firmware/behaviour.ts';
import { encryptNvs } from '../../../electron/sim/firmware/nvs.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { fatVolumePart, seedNvs, twoSlotTable } from '../../../electron/sim/units/seed-layout.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { start } from './start.ts';

const nvsRange = [0x9000, 0xd000] as const;
const volumeRange = [0x310000, 0x350000] as const;

/** A seed unit whose first slot holds an app of this behaviour. */
async function unitWith(behaviour: Partial<AppBehaviour>): Promise<SimUnit> {
  const unit = await seed({ size: 'tiny' });
  const app = buildApp({
    chip: 'ESP32',
    texts: [],
    certificates: [],
    behaviour: { kind: 'app', lines: [], ...behaviour },
    size: 'tiny',
    seed: 3,
  });
  unit.flash.fill(0xff, 0x10000, 0x20000).set(app, 0x10000);
  return unit;
}

function nvsOf(unit: SimUnit) {
  const nvs = parseNvs(unit.flash.subarray(...nvsRange));
  if (!nvs.ok) throw new Error(nvs.problem.code);
  return nvs.value;
}

describe('an app that does not fit the unit’s data', () => {
  it('erases NVS of a newer format', async () => {
    const unit = await unitWith({ nvs: { formatVersion: 1, encrypted: false } });
    expect(nvsOf(unit).entries).not.toHaveLength(0);
    expect(start(unit).text).toContain('ESP_ERR_NVS_NEW_VERSION_FOUND');
    expect(nvsOf(unit)).toMatchObject({ entries: [], freePages: 4 });
  });

  it('erases NVS without a free page', async () => {
    const unit = await unitWith({ nvs: { formatVersion: 2, encrypted: false } });
    for (let page = 0x9000; page < 0xd000; page += 0x1000) unit.flash.copyWithin(page, 0x9000, 0xa000);
    expect(nvsOf(unit).freePages).toBe(0);
    expect(start(unit).text).toContain('ESP_ERR_NVS_NO_FREE_PAGES');
    expect(nvsOf(unit).entries).toHaveLength(0);
  });

  it('loses every entry where the encryption differs, either way', async () => {
    const plain = await unitWith({ nvs: { formatVersion: 2, encrypted: true } });
    start(plain);
    expect(nvsOf(plain)).toMatchObject({ entries: [], encrypted: false });
    const encrypted = await unitWith({ nvs: { formatVersion: 2, encrypted: false } });
    encryptNvs(
      encrypted.flash.subarray(...nvsRange),
      new Uint8Array(64).map((_, index) => index),
    );
    expect(nvsOf(encrypted).encrypted).toBe(true);
    start(encrypted);
    expect(nvsOf(encrypted)).toMatchObject({ entries: [], encrypted: false });
  });

  it('keeps NVS of an older format, and encrypted NVS that it can read', async () => {
    const older = await unitWith({ nvs: { formatVersion: 2, encrypted: false } });
    older.flash.set(seedNvs({ formatVersion: 1, size: 0x4000 }), 0x9000);
    const encrypted = await unitWith({ nvs: { formatVersion: 2, encrypted: true } });
    encryptNvs(
      encrypted.flash.subarray(...nvsRange),
      new Uint8Array(64).map((_, index) => index),
    );
    for (const unit of [older, encrypted]) {
      const before = Buffer.from(unit.flash);
      start(unit);
      expect(before.equals(unit.flash)).toBe(true);
    }
  });

  it('converts a FAT volume of the other wear-levelling version, and its sectors are lost', async () => {
    for (const [expected, found] of [
      [2, 1],
      [1, 2],
    ] as const) {
      const unit = await unitWith({ wearLevelling: expected });
      const volume = fatVolumePart(twoSlotTable, 'storage', found);
      unit.flash.set(volume.bytes, volume.offset);
      start(unit);
      const bytes = unit.flash.subarray(...volumeRange);
      expect(detectWearLevelling(bytes, bytes.length)).toBe(expected);
      expect(Buffer.from(bytes).equals(fatVolumePart(twoSlotTable, 'storage', expected).bytes)).toBe(false);
    }
  });

  it('crashes under a bootloader that it is not made for', async () => {
    const unit = await unitWith({ crashesUnder: ['v3.2'] });
    expect(start(unit)).toMatchObject({
      ends: 'loop',
      cause: 'panic',
      text: expect.stringContaining('Guru Meditation'),
    });
    const other = await unitWith({ crashesUnder: ['v3.0'] });
    expect(start(other).ends).toBe('running');
  });
});
