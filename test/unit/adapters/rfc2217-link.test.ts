import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createFlashLoader } from '../../../electron/adapters/esptool/loader.ts';
import { openLinkFor } from '../../../electron/adapters/open-link.ts';
import { rfc2217Link } from '../../../electron/adapters/tcp/rfc2217-link.ts';
import { answerOffset, comPort, encodeComPort } from '../../../electron/core/bytes/com-port.ts';
import { md5 } from '../../../electron/core/bytes/digest.ts';
import { flashOffset } from '../../../electron/core/bytes/flash-offset.ts';
import { encodeNegotiation, option, telnetReader } from '../../../electron/core/bytes/telnet.ts';
import type { SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import type { DeviceServer } from '../../../electron/sim/links/device-server.ts';
import { serveRfc2217 } from '../../../electron/sim/links/rfc2217-server.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { RecordingDevice } from '../../sim/links/recording-device.ts';
import { allBytes, probe } from './link-probe.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function openTo(device: RecordingDevice) {
  const server: DeviceServer = await serveRfc2217(device);
  const link = openLinkFor(server.url);
  closers.push(server.close, link.close);
  const seen = probe(link);
  await link.open(115200);
  return { link, seen };
}

describe('RFC 2217 link to a simulated unit', () => {
  it('sets the rate while opening and later, each acknowledged', async () => {
    const device = new RecordingDevice();
    const { link } = await openTo(device);
    expect(device.baudRates).toEqual([115200]);
    await link.setBaudRate(0xff00ff);
    expect(device.baudRates).toEqual([115200, 0xff00ff]);
  });

  it('knows from the far end that the unit is simulated', async () => {
    const { link } = await openTo(new RecordingDevice());
    expect(link.simulated).toBe(true);
    expect(link.hasModemLines).toBe(true);
  });

  it('drives both modem lines, acknowledged before it goes on', async () => {
    const device = new RecordingDevice();
    const { link } = await openTo(device);
    await link.setModemLines({ dtr: false, rts: true });
    expect(device.lines.at(-1)).toEqual({ dtr: false, rts: true });
    await link.setModemLines({ dtr: true, rts: false });
    expect(device.lines.at(-1)).toEqual({ dtr: true, rts: false });
  });

  it('passes any bytes both ways', async () => {
    const device = new RecordingDevice();
    const { link, seen } = await openTo(device);
    const iac = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => bytes.map((byte) => byte | 0xf0));
    let length = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constant(allBytes), iac, fc.uint8Array({ minLength: 1 })), async (bytes) => {
        await link.write(bytes);
        length += bytes.length;
        await device.until(({ received }) => received.length >= length);
        device.send(bytes);
        await seen.until(length);
        expect(device.received.subarray(length - bytes.length)).toEqual(Buffer.from(bytes));
        expect(seen.received().subarray(length - bytes.length)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 60 },
    );
  });

  it('is lost once when the cable is pulled, and not by its own close', async () => {
    const device = new RecordingDevice();
    const { link, seen } = await openTo(device);
    await link.close();
    expect(seen.lost()).toBe(0);
    await device.until(({ listeners }) => listeners === 1);
    await link.open(115200);
    device.pullPlug();
    await seen.untilLost();
    await expect(link.setBaudRate(9600)).rejects.toMatchObject({ code: 'port.gone' });
    expect(seen.lost()).toBe(1);
  });

  it('carries a loader that resets the unit into download mode', async () => {
    const flash = new Uint8Array(0x400000).map((_, at) => at * 7);
    const server = await serveRfc2217(new VirtualUnit({ chip: 'ESP32', flash }));
    const link = openLinkFor(server.url);
    closers.push(server.close, link.close);
    const loader = createFlashLoader(link);
    const chip = await loader.connect({ before: 'default', useStub: true });
    expect(chip).toMatchObject({ family: 'ESP32', mode: 'stub', baudRate: 921600 });
    expect(Buffer.from(await loader.md5(flashOffset(0x1000), 0x10000))).toEqual(
      Buffer.from(md5(flash.subarray(0x1000, 0x11000))),
    );
    await loader.disconnect('none');
  });
});

/** A server that does with each client's bytes what a test says. */
async function fakeServer(serve: (socket: Socket, bytes: Uint8Array) => void): Promise<SerialLink> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => serve(socket, bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const link = rfc2217Link('127.0.0.1', typeof address === 'object' && address ? address.port : 0);
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }, link.close);
  return link;
}

/** Agrees to the option, then answers commands with what `answer` makes of them. */
function comPortServer(answer: (code: number, value: Uint8Array) => Uint8Array | undefined) {
  const commands: number[][] = [];
  const serve = (socket: Socket, bytes: Uint8Array) =>
    telnetReader({
      onData: () => {},
      onNegotiation: (verb, code) => {
        if (verb === 'will' && code === option.comPort) socket.write(encodeNegotiation('do', code));
      },
      onSubnegotiation: ([, code = 0, ...value]) => {
        commands.push([code, ...value]);
        const answered = answer(code, Uint8Array.from(value));
        if (answered !== undefined) socket.write(encodeComPort(code + answerOffset, answered));
      },
      onViolation: () => {},
    })(bytes);
  return { serve, commands };
}

describe('RFC 2217 link to other servers', () => {
  it('takes a unit for real where the server tells no signature, or another', async () => {
    for (const signature of [undefined, new TextEncoder().encode('ser2net 4.3')]) {
      const { serve } = comPortServer((code, value) => (code === comPort.signature ? signature : value));
      const link = await fakeServer(serve);
      await link.open(115200);
      expect(link.simulated).toBe(false);
    }
  });

  it('sends 8N1 without flow control, and both modem lines in one piece', async () => {
    const pieces: Uint8Array[] = [];
    const { serve, commands } = comPortServer((_code, value) => value);
    const link = await fakeServer((socket, bytes) => {
      pieces.push(bytes);
      serve(socket, bytes);
    });
    await link.open(115200);
    expect(commands).toEqual(
      expect.arrayContaining([
        [2, 8],
        [3, 1],
        [4, 1],
        [5, 1],
        [1, 0, 1, 0xc2, 0],
      ]),
    );
    pieces.length = 0;
    await link.setModemLines({ dtr: true, rts: false });
    expect(pieces.map((piece) => [...piece])).toEqual([[255, 250, 44, 5, 8, 255, 240, 255, 250, 44, 5, 12, 255, 240]]);
  });

  it('accepts a rate that the adapter rounds, and refuses another', async () => {
    const rounded = comPortServer((code, value) => (code === comPort.baudRate ? Uint8Array.of(0, 1, 0xc4, 0) : value));
    await (await fakeServer(rounded.serve)).open(115200);
    const other = comPortServer((code, value) => (code === comPort.baudRate ? Uint8Array.of(0, 0, 0x25, 0x80) : value));
    await expect((await fakeServer(other.serve)).open(115200)).rejects.toMatchObject({ code: 'link.protocol' });
  });

  it('says link.protocol to a server that refuses the option or is silent, and link.timeout to one that stops answering', async () => {
    const refuses = await fakeServer((socket) => socket.write(encodeNegotiation('dont', option.comPort)));
    const silent = await fakeServer(() => {});
    const deaf = await fakeServer(comPortServer(() => undefined).serve);
    await Promise.all([
      expect(refuses.open(115200)).rejects.toMatchObject({ code: 'link.protocol', params: { port: refuses.name } }),
      expect(silent.open(115200)).rejects.toMatchObject({ code: 'link.protocol' }),
      expect(deaf.open(115200)).rejects.toMatchObject({ code: 'link.timeout', params: { ms: 3000 } }),
    ]);
  });

  it('says port.gone at once where the server hangs up in between', async () => {
    const link = await fakeServer((socket) => socket.destroy());
    await expect(link.open(115200)).rejects.toMatchObject({ code: 'port.gone' });
  });

  it('hangs up on a subnegotiation that never ends', async () => {
    const { serve } = comPortServer((_code, value) => value);
    let client: Socket | undefined;
    const link = await fakeServer((socket, bytes) => {
      client = socket;
      serve(socket, bytes);
    });
    const seen = probe(link);
    await link.open(115200);
    client?.write(Uint8Array.from({ length: 5000 }, (_, at) => [255, 250][at] ?? 44));
    await seen.untilLost();
    expect(seen.lost()).toBe(1);
  });

  it('hangs up on a server that negotiates without end and reads nothing', async () => {
    const { serve } = comPortServer((_code, value) => value);
    let client: Socket | undefined;
    const link = await fakeServer((socket, bytes) => {
      client = socket;
      serve(socket, bytes);
    });
    const seen = probe(link);
    await link.open(115200);
    client?.pause();
    const quarrel = Uint8Array.from({ length: 6 * 200_000 }, (_, at) => [255, 253, 1, 255, 254, 1][at % 6] ?? 0);
    const flood = () => {
      if (client && !client.destroyed && client.writable) client.write(quarrel, flood);
    };
    flood();
    await seen.untilLost();
    expect(seen.lost()).toBe(1);
  });

  it('outlives any bytes of a server: it opens or says why not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, agrees) => {
        const link = await fakeServer((socket) => {
          if (agrees) socket.write(encodeNegotiation('do', option.comPort));
          socket.end(bytes);
        });
        await expect(link.open(115200)).rejects.toMatchObject({ name: 'RecoveryError' });
      }),
      { numRuns: 60 },
    );
  });
});
