import { afterEach, describe, expect, it } from 'vitest';
import { RecoveryError } from '../../../electron/core/errors/recovery-error.ts';
import type { DeviceServer } from '../../../electron/sim/links/device-server.ts';
import { serveTcp } from '../../../electron/sim/links/tcp-server.ts';
import { connectTo } from './client.ts';
import { RecordingDevice } from './recording-device.ts';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('raw TCP server', () => {
  let server: DeviceServer | undefined;
  afterEach(() => server?.close());

  async function serve() {
    const device = new RecordingDevice();
    server = await serveTcp(device);
    return { device, server, client: await connectTo(server.url) };
  }

  it('passes every byte value both ways', async () => {
    const { device, client } = await serve();
    client.socket.write(allBytes);
    await device.until(({ received }) => received.length === 256);
    expect(device.received).toEqual(Buffer.from(allBytes));
    device.send(allBytes);
    await client.until(256);
    expect(client.received()).toEqual(Buffer.from(allBytes));
  });

  it('listens on this machine alone', async () => {
    const { server: served } = await serve();
    expect(served.url).toMatch(/^socket:\/\/127\.0\.0\.1:\d+$/);
  });

  it('lets a second client go, and takes the next after the first has left', async () => {
    const { device, client, server: served } = await serve();
    const second = await connectTo(served.url);
    await second.untilClosed();
    expect(client.socket.destroyed).toBe(false);
    client.socket.destroy();
    await client.untilClosed();
    await device.until(({ listeners }) => listeners === 1);
    const third = await connectTo(served.url);
    third.send(1);
    await device.until(({ received }) => received.length === 1);
  });

  it('drops its client when the cable is pulled, and takes nobody after that', async () => {
    const { device, client, server: served } = await serve();
    client.send(1);
    await device.until(({ received }) => received.length === 1);
    device.pullPlug();
    await client.untilClosed();
    await (await connectTo(served.url)).untilClosed();
  });

  it('does not keep what a client never reads beyond a whole flash', async () => {
    const { device, client } = await serve();
    client.send(1);
    await device.until(({ received }) => received.length === 1);
    client.socket.pause();
    const chunk = new Uint8Array(0x400000);
    for (let sent = 0; sent < 12; sent++) device.send(chunk);
    client.socket.resume();
    await client.untilClosed();
    expect(client.received().length).toBeLessThan(12 * chunk.length);
  });

  it('says that a port is taken', async () => {
    const { server: served, device } = await serve();
    const port = Number(new URL(served.url.replace('socket:', 'http:')).port);
    const failure = await serveTcp(device, { port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RecoveryError);
    expect(failure).toMatchObject({ code: 'port.busy' });
  });

  it('leaves nothing behind when closed', async () => {
    const { device, server: served, client } = await serve();
    await served.close();
    await client.untilClosed();
    expect(device.listeners).toBe(0);
  });
});
