import { decodeHex } from '../../core/bytes/hex.ts';
import { chips } from '../../core/chips/catalogue.ts';
import type { ChipFamily } from '../../core/chips/chip.ts';
import { encodeOtadataRecord } from '../../core/formats/otadata.ts';
import { plainEfuse } from '../efuse-block.ts';
import type { AppSize } from '../firmware/app.ts';
import { buildBootloader } from '../firmware/bootloader.ts';
import { encodePhyInit } from '../firmware/phy-init.ts';
import { encodeEsp32Efuse } from './efuse-images.ts';
import { oldSeedApp, seedIdfVersion } from './seed-firmware.ts';
import { factoryOnlyTable, fatVolumePart, offsetOf, seedNvs, tablePart, twoSlotTable } from './seed-layout.ts';
import { composeFlash, type FlashPart, type SimUnit } from './sim-unit.ts';

export interface SeedOptions {
  /** `real`: an app of about 1 MiB; `tiny`: a few KiB, for tests that do not care. Default `real`. */
  readonly size?: AppSize;
}

export const flashSize = 0x400000;

/** The typical stranded unit: WROOM-32, ESP-IDF v3.2, two OTA slots, one root baked in that no server leads to any more. */
export async function seed({ size = 'real' }: SeedOptions = {}): Promise<SimUnit> {
  return {
    name: 'seed',
    description: 'ESP32 with ESP-IDF v3.2, two OTA slots and one old root: its update server has moved on',
    chip: 'ESP32',
    flash: composeFlash(flashSize, twoSlotParts('ESP32', oldSeedApp('ESP32', size))),
    efuse: encodeEsp32Efuse(decodeHex('246f28aabb01'), 1),
  };
}

/** The same firmware where the table has one app and no otadata, as ESP-ADF's examples have it. */
export async function seedFactoryOnly({ size = 'real' }: SeedOptions = {}): Promise<SimUnit> {
  const table = factoryOnlyTable;
  return {
    name: 'seed-factory-only',
    description: 'The same firmware in a table with one app: no over-the-air update is possible at all',
    chip: 'ESP32',
    flash: composeFlash(flashSize, [
      seedBootloader('ESP32'),
      tablePart(table),
      { offset: offsetOf(table, 'nvs'), bytes: seedNvs({ formatVersion: 2, size: 0x6000 }) },
      { offset: offsetOf(table, 'phy_init'), bytes: encodePhyInit() },
      { offset: offsetOf(table, 'factory'), bytes: oldSeedApp('ESP32', size) },
    ]),
    efuse: encodeEsp32Efuse(decodeHex('246f28aabb02'), 1),
  };
}

/** The product's ESP32-C3 model, two OTA slots, ESP-IDF v4.3. */
export async function seedC3({ size = 'real' }: SeedOptions = {}): Promise<SimUnit> {
  return {
    name: 'seed-c3',
    description: 'ESP32-C3 with ESP-IDF v4.3, two OTA slots and the same old root',
    chip: 'ESP32-C3',
    flash: composeFlash(flashSize, twoSlotParts('ESP32-C3', oldSeedApp('ESP32-C3', size))),
    efuse: plainEfuse('ESP32-C3', decodeHex('7cdfa1aabb03')),
  };
}

/** Everything in the flash of a unit with two slots whose first runs `app`. */
export function twoSlotParts(chip: ChipFamily, app: Uint8Array): FlashPart[] {
  const table = twoSlotTable;
  return [
    seedBootloader(chip),
    tablePart(table),
    { offset: offsetOf(table, 'nvs'), bytes: seedNvs({ formatVersion: 2, size: 0x4000 }) },
    { offset: offsetOf(table, 'otadata'), bytes: encodeOtadataRecord(1, 'undefined') },
    { offset: offsetOf(table, 'phy_init'), bytes: encodePhyInit() },
    { offset: offsetOf(table, 'ota_0'), bytes: app },
    fatVolumePart(table, 'storage', 2),
  ];
}

/** The bootloader that came with the old firmware. */
export function seedBootloader(chip: ChipFamily): FlashPart {
  const isEsp32 = chip === 'ESP32';
  const bytes = buildBootloader({
    chip,
    idfVersion: isEsp32 ? seedIdfVersion : 'v4.3.7',
    compileTime: '10:20:30',
    hasDescriptor: false,
    flashSize,
    namesChip: !isEsp32,
    options: { rollback: false, antiRollback: false },
  });
  return { offset: chips[chip].bootloaderOffset, bytes };
}
