import { platform } from 'node:os';
import type { ReadStream } from 'node:tty';
import { afterEach, describe, expect, it } from 'vitest';
import { createFlashLoader } from '../../../electron/adapters/esptool/loader.ts';
import { serialPortLink } from '../../../electron/adapters/serial/serial-port-link.ts';
import { md5 } from '../../../electron/core/bytes/digest.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { servePty } from '../../../electron/sim/links/pty.ts';
import type { SerialDevice } from '../../../electron/sim/serial-device.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { RecordingDevice } from '../../sim/links/recording-device.ts';
import { allBytes, probe } from './link-probe.ts';

const isLinux = platform() === 'linux';
if (!isLinux && process.env.CI === 'true') throw new Error('pseudo-terminals need Linux');
if (!isLinux) console.warn('\n*** SKIPPED (9 tests): serial ports are tested on pseudo-terminals, on Linux only ***\n');

describe.skipIf(!isLinux)('serial port link on a pseudo-terminal', () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function linkTo(device: SerialDevice) {
    const server = await servePty(device);
    const link = serialPortLink(server.url);
    closers.push(server.close, link.close);
    return { link, server, seen: probe(link) };
  }

  it('passes every byte value both ways', async () => {
    const device = new RecordingDevice();
    const { link, seen } = await linkTo(device);
    await link.open(115200);
    await link.write(allBytes);
    await device.until(({ received }) => received.length === 256);
    device.send(allBytes);
    await seen.until(256);
    expect(device.received).toEqual(Buffer.from(allBytes));
    expect(seen.received()).toEqual(Buffer.from(allBytes));
  });

  it('finds that a pseudo-terminal has no modem lines, and takes them without a word', async () => {
    const { link } = await linkTo(new RecordingDevice());
    expect(link.hasModemLines).toBe(true);
    await link.open(115200);
    expect(link.hasModemLines).toBe(false);
    await link.setModemLines({ dtr: true, rts: false });
  });

  it('takes the rates of the ladder', async () => {
    const { link } = await linkTo(new RecordingDevice());
    await link.open(115200);
    for (const baudRate of [230400, 460800, 921600, 2000000, 74880]) await link.setBaudRate(baudRate);
  });

  it('names the program that has the port open', async () => {
    const { link, server } = await linkTo(new RecordingDevice());
    await link.open(115200);
    await expect(serialPortLink(server.url).open(115200)).rejects.toMatchObject({
      code: 'port.busy',
      params: { port: server.url, process: expect.stringMatching(new RegExp(`^.+ \\(${process.pid}\\)$`)) },
    });
  });

  it('says that a port is not there, and that a file is no port', async () => {
    await expect(serialPortLink('/dev/ttyUSB-none').open(115200)).rejects.toMatchObject({ code: 'port.gone' });
    await expect(serialPortLink('/dev/null').open(115200)).rejects.toMatchObject({ code: 'port.open-failed' });
  });

  it('is lost once when the far end vanishes, idle or in the middle of traffic', async () => {
    for (const chunks of [0, 1, 12]) {
      const device = new RecordingDevice();
      const { link, server, seen } = await linkTo(device);
      await link.open(115200);
      for (let chunk = 0; chunk < chunks; chunk++) device.send(allBytes);
      if (chunks > 0) await seen.until(256);
      await server.close();
      await seen.untilLost();
      await expect(link.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'port.gone' });
      await link.close();
      expect(seen.lost()).toBe(1);
    }
  });

  it('is not lost by its own close, and opens again', async () => {
    const device = new RecordingDevice();
    const { link, seen } = await linkTo(device);
    await link.open(115200);
    await link.close();
    await link.close();
    await link.open(115200);
    device.send(Uint8Array.of(5));
    await seen.until(1);
    expect(seen.lost()).toBe(0);
  });

  it('closes while nobody takes its bytes', async () => {
    const { open } = (await import('@lydell/node-pty')) as unknown as {
      open(options: object): { readonly master: ReadStream; readonly slave: ReadStream; readonly ptsName: string };
    };
    const { master, slave, ptsName } = open({ encoding: null });
    const link = serialPortLink(ptsName);
    const seen = probe(link);
    await link.open(115200);
    const refused = expect(link.write(new Uint8Array(0x400000))).rejects.toMatchObject({ code: 'port.gone' });
    await link.close();
    await refused;
    expect(seen.lost()).toBe(0);
    for (const end of [slave, master]) end.on('error', () => {}).destroy();
  });

  it('carries a loader to a unit that waits in download mode, and is lost when that goes', async () => {
    const flash = new Uint8Array(0x400000).map((_, at) => at * 7);
    const unit = new VirtualUnit({ chip: 'ESP32', flash });
    unit.setModemLines({ dtr: false, rts: true });
    unit.setModemLines({ dtr: true, rts: false });
    const { link, server, seen } = await linkTo(unit);
    const loader = createFlashLoader(link);
    expect(await loader.connect({ before: 'none', useStub: true })).toMatchObject({ family: 'ESP32', mode: 'stub' });
    expect(Buffer.from(await loader.md5(flashOffset(0x1000), 0x10000))).toEqual(
      Buffer.from(md5(flash.subarray(0x1000, 0x11000))),
    );
    await server.close();
    await seen.untilLost();
    await loader.disconnect('none');
  });
});
