import { platform } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFlashLoader } from '../../../electron/adapters/esptool/loader.ts';
import { serialPortLink } from '../../../electron/adapters/serial/serial-port-link.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { servePty } from '../../../electron/sim/links/pty.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { RecordingDevice } from '../../sim/links/recording-device.ts';
import { noise } from '../../support/sim-unit.ts';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const isLinux = platform() === 'linux';
if (!isLinux && process.env.CI === 'true') throw new Error('pseudo-terminals need Linux');
if (!isLinux) console.warn('\n*** SKIPPED (8 tests): serialport is tried on pseudo-terminals, on Linux only ***\n');

test.skipIf(!isLinux)('a port that is not there says so', async () => {
  await expect(serialPortLink('/dev/ttyUSB99').open(115_200)).rejects.toMatchObject({
    code: 'port.not-found',
    params: { port: '/dev/ttyUSB99' },
  });
});

describe.skipIf(!isLinux)('serialport on a pseudo-terminal', () => {
  async function connected() {
    const device = new RecordingDevice();
    const server = await servePty(device);
    const link = serialPortLink(server.url);
    await link.open(115_200);
    onTestFinished(async () => {
      await link.close();
      await server.close();
    });
    return { device, server, link };
  }

  test('passes every byte value both ways', async () => {
    const { device, link } = await connected();
    await link.write(allBytes);
    await device.until(() => device.received.length >= 256);
    expect(device.received).toEqual(Buffer.from(allBytes));
    let bytes = Buffer.alloc(0);
    const coming = new Promise<void>((resolve) => {
      link.onData((chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= 256) resolve();
      });
    });
    device.send(allBytes);
    await coming;
    expect(bytes).toEqual(Buffer.from(allBytes));
  });

  test('has no modem lines, and asking for them is no error', async () => {
    const { link } = await connected();
    expect(link.hasModemLines).toBe(false);
    await link.setModemLines({ dtr: true, rts: false });
  });

  test('takes the rates of the ladder', async () => {
    const { link } = await connected();
    for (const rate of [2_000_000, 921_600, 460_800, 230_400, 115_200]) await link.setBaudRate(rate);
  });

  test('is busy for a second program', async () => {
    const { link, server } = await connected();
    await expect(serialPortLink(server.url).open(115_200)).rejects.toMatchObject({ code: 'port.busy' });
    await expect(link.open(115_200)).rejects.toMatchObject({ code: 'port.busy' });
  });

  test('a terminal that vanishes is told once, and nothing hangs afterwards', async () => {
    const { server, link } = await connected();
    const lost: string[] = [];
    const gone = new Promise<void>((resolve) => {
      link.onLost(() => {
        lost.push('lost');
        resolve();
      });
    });
    await server.close();
    await link.write(allBytes).catch(() => {}); // a pty gives no event before the next write
    await gone;
    await expect(link.write(allBytes)).rejects.toMatchObject({ code: 'port.gone' });
    await link.close();
    expect(lost).toEqual(['lost']);
  });

  test('is not lost when we close it, and opens again', async () => {
    const { link } = await connected();
    let lost = 0;
    link.onLost(() => lost++);
    await link.close();
    await link.close();
    await expect(link.write(allBytes)).rejects.toMatchObject({ code: 'port.gone' });
    await link.open(115_200);
    expect(lost).toBe(0);
  });

  test('carries a whole session of the loader', async () => {
    const unit = new VirtualUnit({ chip: 'ESP32', flash: new Uint8Array(1 << 20).fill(0xff), wiring: 'none' });
    unit.setBootButton(true);
    unit.pressReset();
    const server = await servePty(unit);
    onTestFinished(() => server.close());
    const loader = createFlashLoader(serialPortLink(server.url));
    expect(await loader.connect({ before: 'none', useStub: true })).toMatchObject({ family: 'ESP32', mode: 'stub' });
    const image = noise(0x18000);
    await loader.write(flashOffset(0x10000), image);
    expect(unit.flash.bytes.slice(0x10000, 0x28000)).toEqual(image);
    expect(await loader.read(flashOffset(0x10000), image.length)).toEqual(image);
    await loader.disconnect('none');
  });
});
