import { describe, expect, test } from 'vitest';
import { linkTo } from '../../../electron/sim/in-process-link.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { esptoolJs, writeOptions } from '../../support/esptool-js.ts';
import { words } from '../../support/frames.ts';
import { chipFamilies, noise } from '../../support/sim-unit.ts';

describe.each(chipFamilies)('unmodified esptool-js with a virtual %s', (chip) => {
  const image = noise(0x14321);
  const old = noise(4 << 20, 7);

  async function connect(wiring: 'uart' | 'usb-jtag' = 'uart') {
    const unit = new VirtualUnit({ chip, flash: old, wiring });
    const tool = esptoolJs(linkTo(unit));
    await tool.loader.detectChip('default_reset');
    return { unit, ...tool };
  }

  test('names the chip and reads its MAC and features', async () => {
    const { loader, transport } = await connect();
    expect(loader.chip.CHIP_NAME).toBe(chip);
    expect(await loader.chip.readMac(loader)).toBe('24:6f:28:aa:bb:01');
    expect(await loader.chip.getChipDescription(loader)).toMatch(chip === 'ESP32' ? /revision 3/ : /revision v0\.3/);
    await transport.disconnect();
  });

  test('starts its stub, changes the baud rate and finds the flash', async () => {
    const { loader, transport } = await connect();
    await loader.runStub();
    await loader.changeBaud();
    expect(loader.IS_STUB).toBe(true);
    expect(await loader.readFlashId()).toBe(0x1640c8);
    expect(await loader.detectFlashSize()).toBe('4MB');
    await transport.disconnect();
  });

  test.each([true, false])('writes with MD5 and reads back (compressed: %s)', async (compressed) => {
    const { unit, loader, transport } = await connect();
    await loader.runStub();
    await loader.changeBaud();
    await loader.writeFlash(writeOptions(image, 0x10000, compressed));
    expect(unit.flash.bytes.subarray(0x10000, 0x10000 + image.length)).toEqual(image);
    expect(unit.flash.bytes.subarray(0, 0x10000)).toEqual(old.subarray(0, 0x10000));
    const sectorEnd = Math.ceil((0x10000 + image.length) / 0x1000) * 0x1000;
    expect(unit.flash.bytes.subarray(sectorEnd)).toEqual(old.subarray(sectorEnd));
    expect(await loader.readFlash(0x10000, 0x3000)).toEqual(image.subarray(0, 0x3000));
    await transport.disconnect();
  });

  test('erases', async () => {
    const { unit, loader, transport } = await connect();
    await loader.runStub();
    await loader.checkCommand('erase region', opcodes.eraseRegion, words(0x20000, 0x3000));
    expect(unit.statistics.erasedSectors).toBe(3);
    expect(unit.flash.bytes.subarray(0x20000, 0x23000).every((byte) => byte === 0xff)).toBe(true);
    await loader.eraseFlash();
    expect(unit.statistics.erasedSectors).toBe(3 + 1024);
    await transport.disconnect();
  });

  test('resets through USB-Serial/JTAG', async () => {
    const { loader, transport } = await connect('usb-jtag');
    await loader.runStub();
    await loader.changeBaud();
    expect(await loader.readFlash(0, 0x1000)).toEqual(old.subarray(0, 0x1000));
    await transport.disconnect();
  });

  test('never tries to program an eFuse', async () => {
    const { unit, loader, transport } = await connect();
    await loader.runStub();
    await loader.chip.getChipFeatures(loader);
    expect(unit.statistics.efuseWriteAttempts).toBe(0);
    await transport.disconnect();
  });
});
