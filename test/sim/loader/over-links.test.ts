import { platform } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { createFlashLoader } from '../../../electron/adapters/esptool/loader.ts';
import { openLinkFor } from '../../../electron/adapters/open-link.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import type { FlashLoader } from '../../../electron/core/interfaces/flash-loader.ts';
import type { DeviceServer } from '../../../electron/sim/links/device-server.ts';
import { servePty } from '../../../electron/sim/links/pty.ts';
import { serveRfc2217 } from '../../../electron/sim/links/rfc2217-server.ts';
import { serveTcp } from '../../../electron/sim/links/tcp-server.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { chipFamilies, noise } from '../../support/sim-unit.ts';

const offset = flashOffset(0x10000);
const image = noise(0x18000);
const isLinux = platform() === 'linux';
if (!isLinux && process.env.CI === 'true') throw new Error('pseudo-terminals need Linux');
if (!isLinux) console.warn('\n*** SKIPPED (1 test): pseudo-terminals are served on Linux only ***\n');

async function sessionOver(server: DeviceServer): Promise<FlashLoader> {
  const loader = createFlashLoader(openLinkFor(server.url), { rememberedBaudRate: new Map<string, number>() });
  onTestFinished(async () => {
    await loader.disconnect('none');
    await server.close();
  });
  return loader;
}

async function writeAndReadBack(unit: VirtualUnit, loader: FlashLoader): Promise<void> {
  await loader.write(offset, image);
  expect(unit.flash.bytes.slice(offset, offset + image.length)).toEqual(image);
  expect(await loader.read(offset, image.length)).toEqual(image);
}

/** Somebody held the boot button when the unit got power. */
function waitingUnit(): VirtualUnit {
  const unit = new VirtualUnit({ chip: 'ESP32', flash: new Uint8Array(1 << 20).fill(0xff), wiring: 'none' });
  unit.setBootButton(true);
  unit.pressReset();
  return unit;
}

test.each(chipFamilies)(
  'RFC 2217: an %s is reset, raised to the full rate, written, read and started again',
  async (chip) => {
    const unit = new VirtualUnit({ chip, flash: new Uint8Array(1 << 20).fill(0xff) });
    const loader = await sessionOver(await serveRfc2217(unit));
    expect(await loader.connect({ before: 'default', useStub: true })).toMatchObject({
      family: chip,
      mode: 'stub',
      baudRate: 921_600,
    });
    await writeAndReadBack(unit, loader);
    expect(
      await loader.captureBoot({ timeoutMs: 5000, isComplete: (text) => text.includes('FAST_FLASH_BOOT') }),
    ).toContain('SPI_FAST_FLASH_BOOT');
  },
);

test('TCP: a unit that waits for a download is written and read', async () => {
  const unit = waitingUnit();
  const loader = await sessionOver(await serveTcp(unit));
  expect(await loader.connect({ before: 'none', useStub: true })).toMatchObject({ mode: 'stub', baudRate: 115_200 });
  await writeAndReadBack(unit, loader);
});

test.skipIf(!isLinux)(
  'serialport on a pseudo-terminal: a unit that waits for a download is written and read',
  async () => {
    const unit = waitingUnit();
    const loader = await sessionOver(await servePty(unit));
    expect(await loader.connect({ before: 'none', useStub: true })).toMatchObject({ family: 'ESP32', mode: 'stub' });
    await writeAndReadBack(unit, loader);
  },
);
