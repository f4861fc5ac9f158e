import { afterEach, describe, expect, it } from 'vitest';
import { encodeSubnegotiation, escapeData } from '../../../electron/core/bytes/telnet.ts';
import type { DeviceServer } from '../../../electron/sim/links/device-server.ts';
import { serveRfc2217 } from '../../../electron/sim/links/rfc2217-server.ts';
import { connectTo } from './client.ts';
import { RecordingDevice } from './recording-device.ts';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const command = (...payload: number[]) => [...encodeSubnegotiation(Uint8Array.of(44, ...payload))];

describe('RFC 2217 server', () => {
  let server: DeviceServer | undefined;
  afterEach(() => server?.close());

  async function serve() {
    const device = new RecordingDevice();
    server = await serveRfc2217(device);
    return { device, client: await connectTo(server.url) };
  }

  it('agrees to the options of a serial line, refuses others, and does not answer twice', async () => {
    const { client } = await serve();
    client.send(255, 251, 44, 255, 253, 44, 255, 253, 24, 255, 251, 44, 255, 253, 0, 255, 251, 31);
    await client.until(15);
    expect([...client.received()]).toEqual([255, 253, 44, 255, 251, 44, 255, 252, 24, 255, 251, 0, 255, 254, 31]);
  });

  it('passes every byte value both ways', async () => {
    const { device, client } = await serve();
    client.socket.write(escapeData(allBytes));
    await device.until(({ received }) => received.length === 256);
    expect(device.received).toEqual(Buffer.from(allBytes));
    device.send(allBytes);
    await client.until(257);
    expect(client.received()).toEqual(Buffer.from(escapeData(allBytes)));
  });

  it('sets the rate and answers with it, also when asked', async () => {
    const { device, client } = await serve();
    const rate = [0x00, 0x0e, 0x10, 0x00];
    client.send(...command(1, ...rate), ...command(1, 0, 0, 0, 0));
    await client.until(20);
    expect(device.baudRates).toEqual([921600]);
    expect([...client.received()]).toEqual([...command(101, ...rate), ...command(101, ...rate)]);
  });

  it('moves DTR and RTS one by one, tells their state, and lets go of both when the client leaves', async () => {
    const { device, client } = await serve();
    client.send(...command(5, 8), ...command(5, 11), ...command(5, 9), ...command(5, 7), ...command(5, 10));
    await client.until(35);
    expect(device.lines).toEqual([
      { dtr: true, rts: false },
      { dtr: true, rts: true },
      { dtr: false, rts: true },
    ]);
    expect([...client.received()]).toEqual(
      [command(105, 8), command(105, 11), command(105, 9), command(105, 9), command(105, 11)].flat(),
    );
    client.socket.destroy();
    await device.until(({ lines }) => lines.length === 4);
    expect(device.lines.at(-1)).toEqual({ dtr: false, rts: false });
  });

  it('acknowledges purge, data format and masks, and reports the modem state', async () => {
    const { client } = await serve();
    client.send(...command(12, 3), ...command(2, 8), ...command(11, 255));
    await client.until(28);
    expect([...client.received()]).toEqual(
      [command(112, 3), command(102, 8), command(111, 255), command(107, 0xb0)].flat(),
    );
  });

  it('tells that the unit is simulated', async () => {
    const { client } = await serve();
    const answer = command(100, ...new TextEncoder().encode('Unstrand simulated unit'));
    client.send(...command(0));
    await client.until(answer.length);
    expect([...client.received()]).toEqual(answer);
  });

  it('drops a client whose subnegotiation never ends', async () => {
    const { client } = await serve();
    client.send(255, 250, ...new Array<number>(400).fill(7));
    await client.untilClosed();
  });
});
