import { readFile } from 'node:fs/promises';
import { decodeHex } from '../../core/bytes/hex.ts';
import { encodeEsp32Efuse } from './efuse-images.ts';
import { flashSize, seedBootloader, twoSlotParts } from './seed.ts';
import { seedNvs } from './seed-layout.ts';
import { composeFlash, type SimUnit } from './sim-unit.ts';

/** Files of third-party firmware, which are never part of the project. */
export interface AirUFiles {
  readonly app: string;
  /** Its own bootloader, where there is one; else that of the seed unit. */
  readonly bootloader?: string;
}

/** An air quality sensor of 2018 (ESP-IDF v3.2-dev, no descriptor, a private root) in a table with two OTA slots. */
export async function airU({ app, bootloader }: AirUFiles): Promise<SimUnit> {
  const parts = twoSlotParts('ESP32', await readFile(app));
  const own = seedBootloader('ESP32');
  return {
    name: 'airu',
    description: 'AirU sensor: third-party firmware of 2018 with one private root',
    chip: 'ESP32',
    flash: composeFlash(flashSize, [
      ...parts.filter(({ offset }) => offset !== own.offset),
      bootloader === undefined ? own : { offset: own.offset, bytes: await readFile(bootloader) },
    ]),
    efuse: encodeEsp32Efuse(decodeHex('246f28aabb04'), 1),
  };
}

/** A NINA-W102 module of 2019: a merged image with a factory-only table and its roots in the partition `certs`. */
export async function nina(mergedImage: string): Promise<SimUnit> {
  const nvsOffset = 0x9000;
  return {
    name: 'nina',
    description: 'NINA-W102 module: third-party firmware of 2019, 45 roots in a data partition, one app',
    chip: 'ESP32',
    flash: composeFlash(0x200000, [
      { offset: 0, bytes: await readFile(mergedImage) },
      { offset: nvsOffset, bytes: seedNvs({ formatVersion: 2, size: 0x6000 }) },
    ]),
    efuse: encodeEsp32Efuse(decodeHex('246f28aabb05'), 1),
  };
}
