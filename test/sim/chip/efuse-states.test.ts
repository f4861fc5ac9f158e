import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import type { ChipFamily } from '../../../electron/core/chips/chip.ts';
import { EfuseBlock, plainEfuse } from '../../../electron/sim/efuse-block.ts';
import { linkTo } from '../../../electron/sim/in-process-link.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { esptoolJs, writeOptions } from '../../support/esptool-js.ts';
import { words } from '../../support/frames.ts';
import { chipFamilies, noise, unitInRom } from '../../support/sim-unit.ts';

const image = (name: string) => new Uint8Array(readFileSync(`test/fixtures/efuse/${name}.bin`));

/** What esptool-js meets in each state, as it did on the real ROMs. */
const states: readonly (readonly [
  name: string,
  chip: ChipFamily,
  outcome: 'stub' | 'no stub' | 'secure' | 'no loader',
])[] = [
  ['a-plain', 'ESP32', 'stub'],
  ['b-flashenc-dev', 'ESP32', 'stub'],
  ['b-flashenc-release', 'ESP32', 'stub'],
  ['c-secureboot-v1', 'ESP32', 'stub'],
  ['c-secureboot-v2', 'ESP32', 'stub'],
  ['d-uart-dl-disabled', 'ESP32', 'no loader'],
  ['e-all', 'ESP32', 'no loader'],
  ['c3-a-plain', 'ESP32-C3', 'stub'],
  ['c3-b-flashenc', 'ESP32-C3', 'stub'],
  ['c3-c-secureboot', 'ESP32-C3', 'no stub'],
  ['c3-d-download-disabled', 'ESP32-C3', 'no loader'],
  ['c3-e-secure-download', 'ESP32-C3', 'secure'],
];

function connect(name: string, chip: ChipFamily) {
  const unit = new VirtualUnit({ chip, flash: new Uint8Array(4 << 20).fill(0xff), efuse: image(name) });
  return { unit, ...esptoolJs(linkTo(unit)) };
}

test.each(states)('%s (%s): esptool-js finds %s', async (name, chip, outcome) => {
  const { unit, loader, transport } = connect(name, chip);
  const detected = loader.detectChip('default_reset', 1);
  if (outcome === 'no loader') await expect(detected).rejects.toThrow('Failed to connect');
  else {
    await detected;
    if (outcome === 'stub') await loader.runStub();
    if (outcome === 'no stub') await expect(loader.runStub()).rejects.toThrow();
    expect(loader.secureDownloadMode).toBe(outcome === 'secure');
  }
  unit.powerOff();
  await transport.disconnect();
});

test('secure download mode takes a blind write of the ROM', async () => {
  const { unit, loader, transport } = connect('c3-e-secure-download', 'ESP32-C3');
  const data = noise(0x2000);
  await loader.detectChip('default_reset');
  loader.FLASH_WRITE_SIZE = 0x400;
  const { calculateMD5Hash: _, ...blind } = writeOptions(data, 0x10000, false);
  await loader.writeFlash(blind);
  expect(unit.flash.bytes.subarray(0x10000, 0x12000)).toEqual(data);
  await transport.disconnect();
});

describe('eFuse registers', () => {
  test('a read-protected block reads zero, its words are still there for the hardware', () => {
    const efuse = new EfuseBlock('ESP32', image('b-flashenc-dev'));
    expect(efuse.readRegister(0x3ff5a038)).toBe(0);
    expect(efuse.word(7)).toBe(0x04030201);
    expect(efuse.readRegister(0x3ff5a030)).toBeUndefined();
  });

  test.each(chipFamilies)('an image of another chip is refused (%s)', (chip) => {
    expect(() => new EfuseBlock(chip, image(chip === 'ESP32' ? 'c3-a-plain' : 'a-plain'))).toThrow(RangeError);
  });

  test('a chip from the factory is that of the sample images', () => {
    expect(plainEfuse('ESP32', Buffer.from('246f28aabb01', 'hex'))).toEqual(image('a-plain'));
    expect(plainEfuse('ESP32-C3', Buffer.from('7cdfa1112233', 'hex'))).toEqual(image('c3-a-plain'));
  });

  test.each(chipFamilies)('an attempt to program eFuses of an %s changes nothing and is kept', async (chip) => {
    const { unit, host } = await unitInRom({ chip });
    const { efuseBase, efuseProgramRanges } = chips[chip];
    const before = unit.efuse.readRegister(chip === 'ESP32' ? efuseBase : efuseBase + 0x2c);
    for (const [first] of efuseProgramRanges) {
      await host.command(opcodes.writeRegister, words(first, 0x5aa5, 0xffffffff, 0));
    }
    expect(unit.statistics.efuseWriteAttempts).toBe(efuseProgramRanges.length);
    expect(unit.efuse.writeAttempts[0]).toEqual({ register: efuseProgramRanges[0]?.[0], value: 0x5aa5 });
    expect(unit.efuse.readRegister(chip === 'ESP32' ? efuseBase : efuseBase + 0x2c)).toBe(before);
  });
});
