import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ChipFamily } from '../../../electron/core/chips/chip.ts';
import { fusedUnit } from '../../../electron/sim/units/fused.ts';
import { newSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { start } from './start.ts';

function unitOf(name: string) {
  const chip: ChipFamily = name.startsWith('c3-') ? 'ESP32-C3' : 'ESP32';
  return fusedUnit({ name, chip, efuse: readFileSync(sharedPath('vectors/efuse', `${name}.bin`)), size: 'tiny' });
}

describeWithShared('units with burnt eFuses', () => {
  const names = [
    'a-plain',
    'b-flashenc-dev',
    'b-flashenc-release',
    'c-secureboot-v1',
    'c-secureboot-v2',
    'd-uart-dl-disabled',
    'e-all',
    'c3-a-plain',
    'c3-b-flashenc',
    'c3-c-secureboot',
    'c3-d-download-disabled',
    'c3-e-secure-download',
  ];

  it.each(names)('%s boots as it left the factory', async (name) => {
    expect(start(await unitOf(name))).toMatchObject({
      ends: 'running',
      text: expect.stringContaining('Loaded app from partition at offset 0x10000'),
    });
  });

  it.each(['b-flashenc-dev', 'c3-b-flashenc'])('%s does not start a plaintext app', async (name) => {
    const unit = await unitOf(name);
    unit.flash.set(newSeedApp(unit.chip, 'tiny'), 0x10000);
    const { ends, text } = start(unit);
    expect(ends).toBe('loop');
    expect(text).toContain('image at 0x10000 has invalid magic byte');
  });

  it('reads a plaintext bootloader as noise under flash encryption', async () => {
    const plain = await unitOf('a-plain');
    const unit = await unitOf('b-flashenc-dev');
    unit.flash.set(plain.flash.subarray(0x1000, 0x8000), 0x1000);
    expect(start(unit)).toMatchObject({ ends: 'loop', text: expect.stringMatching(/invalid header: 0x(?!e9)/) });
  });

  it.each(['c-secureboot-v2', 'c3-c-secureboot', 'c-secureboot-v1'])(
    '%s does not start an unsigned app',
    async (name) => {
      const unit = await unitOf(name);
      unit.flash.fill(0xff, 0x10000, 0x30000).set(newSeedApp(unit.chip, 'tiny'), 0x10000);
      expect(start(unit)).toMatchObject({
        ends: 'loop',
        text: expect.stringContaining('Secure boot signature verification failed'),
      });
    },
  );

  it('is dead under secure boot v1 once anything below 0x8000 that the ROM checks was written', async () => {
    const unit = await unitOf('c-secureboot-v1');
    unit.flash.fill(0xff, 0, 0x1000);
    expect(start(unit)).toMatchObject({ ends: 'dead', text: expect.stringContaining('secure boot check fail') });
    const other = await unitOf('c-secureboot-v1');
    other.flash.fill(0, 0x1400, 0x1404);
    expect(start(other).ends).not.toBe('running');
  });

  it('does not run an unsigned bootloader under secure boot v2', async () => {
    const plain = await unitOf('a-plain');
    const unit = await unitOf('c-secureboot-v2');
    unit.flash.set(plain.flash.subarray(0x1000, 0x8000), 0x1000);
    expect(start(unit)).toMatchObject({
      ends: 'loop',
      text: expect.stringContaining('secure boot verification failed'),
    });
  });

  it('keeps NVS readable under flash encryption', async () => {
    const [plain, encrypted] = [await unitOf('a-plain'), await unitOf('b-flashenc-dev')];
    expect(encrypted.flash.subarray(0x9000, 0xd000)).toEqual(plain.flash.subarray(0x9000, 0xd000));
    expect(encrypted.flash.subarray(0x8000, 0x8020)).not.toEqual(plain.flash.subarray(0x8000, 0x8020));
  });
});
