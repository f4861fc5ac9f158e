import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createFlashLoader } from '../../../electron/adapters/esptool/loader.ts';
import { openLinkFor } from '../../../electron/adapters/open-link.ts';
import { md5 } from '../../../electron/core/bytes/digest.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import type { SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import type { DeviceServer } from '../../../electron/sim/links/device-server.ts';
import { serveTcp } from '../../../electron/sim/links/tcp-server.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { RecordingDevice } from '../../sim/links/recording-device.ts';
import { allBytes, probe } from './link-probe.ts';

describe('TCP link', () => {
  let server: DeviceServer | undefined;
  let link: SerialLink | undefined;
  afterEach(async () => {
    await link?.close();
    await server?.close();
  });

  async function openTo(device: RecordingDevice) {
    server = await serveTcp(device);
    link = openLinkFor(server.url);
    await link.open(115200);
    return { link, seen: probe(link) };
  }

  it('passes every byte value both ways', async () => {
    const device = new RecordingDevice();
    const { link, seen } = await openTo(device);
    await link.write(allBytes);
    await device.until(({ received }) => received.length === 256);
    device.send(allBytes);
    await seen.until(256);
    expect(device.received).toEqual(Buffer.from(allBytes));
    expect(seen.received()).toEqual(Buffer.from(allBytes));
  });

  it('has no modem lines and no rates, and takes both without a word', async () => {
    const device = new RecordingDevice();
    const { link } = await openTo(device);
    expect(link.hasModemLines).toBe(false);
    await link.setModemLines({ dtr: true, rts: true });
    await link.setBaudRate(921600);
    await link.write(Uint8Array.of(1));
    await device.until(({ received }) => received.length > 0);
    expect(device.received).toEqual(Buffer.of(1));
    expect(device.lines).toEqual([]);
  });

  it('is lost once when the far end goes, and refuses bytes from then on', async () => {
    const device = new RecordingDevice();
    const { link, seen } = await openTo(device);
    await link.write(Uint8Array.of(1));
    await device.until(({ received }) => received.length > 0);
    device.pullPlug();
    await seen.untilLost();
    await expect(link.write(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'port.gone',
      params: { port: link.name },
    });
    await link.close();
    expect(seen.lost()).toBe(1);
  });

  it('is not lost by its own close, closes twice, and opens again', async () => {
    const device = new RecordingDevice();
    const { link, seen } = await openTo(device);
    await device.until(({ listeners }) => listeners === 2);
    await link.close();
    await link.close();
    await device.until(({ listeners }) => listeners === 1);
    await link.open(115200);
    await link.write(Uint8Array.of(7));
    await device.until(({ received }) => received.length > 0);
    expect(seen.lost()).toBe(0);
  });

  it('is open once', async () => {
    const { link } = await openTo(new RecordingDevice());
    await expect(link.open(115200)).rejects.toMatchObject({ code: 'port.busy' });
  });

  it('says port.gone where it is closed while it opens', async () => {
    server = await serveTcp(new RecordingDevice());
    link = openLinkFor(server.url);
    const opening = link.open(115200);
    await link.close();
    await expect(opening).rejects.toMatchObject({ code: 'port.gone' });
  });

  it('says that nothing listens there', async () => {
    const closed = await listening(createServer());
    const port = portOf(closed);
    await new Promise((resolve) => closed.close(resolve));
    await expect(openLinkFor(`tcp://127.0.0.1:${port}`).open(115200)).rejects.toMatchObject({
      code: 'link.unreachable',
      params: { port: `tcp://127.0.0.1:${port}`, detail: 'ECONNREFUSED' },
    });
  });

  it('closes while a peer that never reads holds its bytes up', async () => {
    let peer: Socket | undefined;
    const mute = await listening(
      createServer({ pauseOnConnect: true }, (socket) => {
        peer = socket.on('error', () => {});
      }),
    );
    link = openLinkFor(`tcp://127.0.0.1:${portOf(mute)}`);
    const seen = probe(link);
    await link.open(115200);
    const writing = link.write(new Uint8Array(0x2000000));
    const failed = expect(writing).rejects.toMatchObject({ code: 'port.gone' });
    await link.close();
    await failed;
    expect(seen.lost()).toBe(0);
    peer?.destroy();
    await new Promise((resolve) => mute.close(resolve));
  });

  it('carries a loader to a unit that waits in download mode', async () => {
    const flash = new Uint8Array(0x400000).map((_, at) => at * 7);
    const unit = new VirtualUnit({ chip: 'ESP32', flash });
    unit.setModemLines({ dtr: false, rts: true });
    unit.setModemLines({ dtr: true, rts: false });
    server = await serveTcp(unit);
    link = openLinkFor(server.url);
    const loader = createFlashLoader(link);
    expect(await loader.connect({ before: 'none', useStub: true })).toMatchObject({ family: 'ESP32', mode: 'stub' });
    expect(Buffer.from(await loader.md5(flashOffset(0x1000), 0x10000))).toEqual(
      Buffer.from(md5(flash.subarray(0x1000, 0x11000))),
    );
    await loader.disconnect('none');
  });
});

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
