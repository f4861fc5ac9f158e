import { describe, expect, it } from 'vitest';
import { encodeOtadataRecord, type OtaState, parseOtadata } from '../../../electron/core/formats/otadata.ts';
import { encodePartitionTable } from '../../../electron/core/formats/partition-table.ts';
import { buildApp } from '../../../electron/sim/firmware/app.ts';
import { buildBootloader } from '../../../electron/sim/firmware/bootloader.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { newSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import { twoSlotTable } from '../../../electron/sim/units/seed-layout.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { start } from './start.ts';

interface Bootloader {
  readonly idfVersion: string;
  readonly rollback?: boolean;
  readonly antiRollback?: boolean;
}

/** A seed unit with both slots filled and another bootloader. */
async function unitUnder({ idfVersion, rollback = false, antiRollback = false }: Bootloader): Promise<SimUnit> {
  const unit = await seed({ size: 'tiny' });
  const bootloader = buildBootloader({
    chip: 'ESP32',
    idfVersion,
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize: 0x400000,
    namesChip: true,
    options: { rollback, antiRollback },
  });
  unit.flash.fill(0xff, 0x1000, 0x8000).set(bootloader, 0x1000);
  unit.flash.set(newSeedApp('ESP32', 'tiny'), 0x190000);
  return unit;
}

function select(unit: SimUnit, records: readonly (readonly [number, OtaState] | undefined)[]): void {
  unit.flash.fill(0xff, 0xd000, 0xf000);
  for (const [sector, record] of records.entries()) {
    if (record) unit.flash.set(encodeOtadataRecord(...record), 0xd000 + sector * 0x1000);
  }
}

function states(unit: SimUnit): (OtaState | undefined)[] {
  const otadata = parseOtadata(unit.flash.subarray(0xd000, 0xf000));
  return otadata.ok ? otadata.value.records.map((record) => record?.state) : [];
}

const slot0 = expect.stringContaining('Loaded app from partition at offset 0x10000');
const slot1 = expect.stringContaining('Loaded app from partition at offset 0x190000');

describe('slot selection', () => {
  it('takes the larger sequence, and factory or the first slot where otadata is empty', async () => {
    const unit = await unitUnder({ idfVersion: 'v3.2' });
    select(unit, [
      [1, 'undefined'],
      [2, 'undefined'],
    ]);
    expect(start(unit).text).toEqual(slot1);
    select(unit, []);
    expect(start(unit).text).toEqual(expect.stringContaining('No factory image, trying OTA 0'));
    expect(start(unit).text).toEqual(slot0);
  });

  it('ignores states before v3.3 and heeds them from then on', async () => {
    const old = await unitUnder({ idfVersion: 'v3.2.3' });
    select(old, [
      [1, 'undefined'],
      [2, 'aborted'],
    ]);
    expect(start(old).text).toEqual(slot1);
    const newer = await unitUnder({ idfVersion: 'v3.3' });
    select(newer, [
      [1, 'undefined'],
      [2, 'aborted'],
    ]);
    expect(start(newer).text).toEqual(slot0);
  });

  it('writes down the slot that booted from an empty otadata since v3.3', async () => {
    const unit = await unitUnder({ idfVersion: 'v4.4.8' });
    select(unit, []);
    start(unit);
    expect(states(unit)).toEqual(['valid', undefined]);
  });
});

describe('rollback', () => {
  const rollback = { idfVersion: 'v4.4.8', rollback: true } as const;

  it('keeps a new app that confirms itself', async () => {
    const unit = await unitUnder(rollback);
    select(unit, [
      [1, 'valid'],
      [2, 'new'],
    ]);
    expect(start(unit).text).toEqual(slot1);
    expect(states(unit)).toEqual(['valid', 'valid']);
  });

  it('gives up an app that was tried once and did not confirm itself', async () => {
    const unit = await unitUnder(rollback);
    const silentApp = buildApp({ chip: 'ESP32', texts: [], certificates: [], size: 'tiny', seed: 9, namesChip: true });
    unit.flash.fill(0xff, 0x190000, 0x1a0000).set(silentApp, 0x190000);
    select(unit, [
      [1, 'valid'],
      [2, 'new'],
    ]);
    expect(start(unit).text).toEqual(slot1);
    expect(states(unit)).toEqual(['valid', 'pending-verify']);
    expect(start(unit).text).toEqual(slot0);
    expect(states(unit)).toEqual(['valid', 'aborted']);
  });

  it('does nothing in a bootloader without the option', async () => {
    const unit = await unitUnder({ idfVersion: 'v4.4.8' });
    select(unit, [
      [1, 'valid'],
      [2, 'new'],
    ]);
    start(unit);
    start(unit);
    expect(states(unit)).toEqual(['valid', 'new']);
  });
});

describe('image checks of the bootloader', () => {
  const app = { chip: 'ESP32', texts: [], certificates: [], size: 'tiny', seed: 9, namesChip: true } as const;

  async function startWith(bootloader: Bootloader, image: Uint8Array) {
    const unit = await unitUnder(bootloader);
    unit.flash.fill(0xff, 0x190000, 0x1a0000).set(image, 0x190000);
    select(unit, [
      [1, 'undefined'],
      [2, 'undefined'],
    ]);
    return start(unit).text;
  }

  it('refuses another chip and a revision that the chip has not, where the bootloader looks', async () => {
    const wrongChip = buildApp({ ...app, chip: 'ESP32-C3' });
    const needsRev3 = buildApp({ ...app, minRevision: 300 });
    expect(await startWith({ idfVersion: 'v4.4.8' }, wrongChip)).toContain('mismatch chip ID, expected 0, found 5');
    expect(await startWith({ idfVersion: 'v4.4.8' }, needsRev3)).toContain(
      'requires chip rev >= v3.0, but chip is v1.0',
    );
    expect(await startWith({ idfVersion: 'v3.2.3' }, needsRev3)).toEqual(slot1);
  });

  it('refuses a secure version below the fuse under anti-rollback', async () => {
    const unit = await unitUnder({ idfVersion: 'v4.4.8', antiRollback: true });
    const versioned = (secureVersion: number) =>
      buildApp({ ...app, descriptor: { version: '3', projectName: 'p', idfVersion: 'v4.4.8', secureVersion } });
    unit.efuse[(23 + 4) * 4] = 0b11;
    select(unit, [
      [1, 'undefined'],
      [2, 'undefined'],
    ]);
    unit.flash.set(versioned(1), 0x190000);
    expect(start(unit)).toMatchObject({ ends: 'loop', text: expect.stringContaining('slot 1 is not bootable') });
    unit.flash.fill(0xff, 0x190000, 0x1a0000).set(versioned(2), 0x190000);
    expect(start(unit).text).toEqual(slot1);
  });

  it('refuses a table with MD5 before v3.1, and takes one without', async () => {
    const unit = await unitUnder({ idfVersion: 'v3.0.9' });
    expect(start(unit)).toMatchObject({ ends: 'loop', text: expect.stringContaining('invalid magic number 0xebeb') });
    unit.flash.set(encodePartitionTable(twoSlotTable, { md5: false }), 0x8000);
    expect(start(unit).ends).toBe('running');
  });
});
