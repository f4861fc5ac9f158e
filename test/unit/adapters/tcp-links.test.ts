import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLinkFor } from '../../../electron/adapters/open-link.ts';
import { rfc2217Link } from '../../../electron/adapters/tcp/rfc2217-link.ts';
import { encodeTelnetData, telnetDecoder } from '../../../electron/adapters/tcp/telnet.ts';
import type { SerialLink } from '../../../electron/core/interfaces/serial-link.ts';
import { serveRfc2217 } from '../../../electron/sim/links/rfc2217-server.ts';
import { serveTcp } from '../../../electron/sim/links/tcp-server.ts';
import { RecordingDevice } from '../../sim/links/recording-device.ts';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** A server that does with a client what the test says. */
async function serve(onClient: (socket: Socket) => void): Promise<number> {
  const server = createServer(onClient).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A link that waits for answers no longer than a server on this machine needs. */
function impatientLink(port: number): SerialLink {
  return rfc2217Link(`rfc2217://127.0.0.1:${port}`, { host: '127.0.0.1', port }, 200);
}

async function received(link: SerialLink, length: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  await new Promise<void>((resolve) => {
    link.onData((chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= length) resolve();
    });
  });
  return bytes;
}

async function openTo(url: string): Promise<SerialLink> {
  const link = openLinkFor(url);
  await link.open(115_200);
  onTestFinished(() => link.close());
  return link;
}

describe.each([
  ['tcp', serveTcp],
  ['rfc2217', serveRfc2217],
] as const)('%s link', (_, serveDevice) => {
  async function connected() {
    const device = new RecordingDevice();
    const server = await serveDevice(device);
    onTestFinished(() => server.close());
    return { device, server, link: await openTo(server.url) };
  }

  test('passes every byte value both ways', async () => {
    const { device, link } = await connected();
    await link.write(allBytes);
    await device.until(() => device.received.length >= 256);
    expect(device.received).toEqual(Buffer.from(allBytes));
    const coming = received(link, 256);
    device.send(allBytes);
    expect(await coming).toEqual(Buffer.from(allBytes));
  });

  test('tells once that the other end has gone, and never after its own close', async () => {
    const { device, link } = await connected();
    const lost: string[] = [];
    const gone = new Promise<void>((resolve) => {
      link.onLost(() => {
        lost.push('lost');
        resolve();
      });
    });
    device.pullPlug();
    await gone;
    await expect(link.write(allBytes)).rejects.toMatchObject({ code: 'port.gone' });
    await link.close();
    expect(lost).toEqual(['lost']);
  });

  test('is open once, and can be opened again after close', async () => {
    const { server, link } = await connected();
    await expect(link.open(115_200)).rejects.toMatchObject({ code: 'port.busy' });
    await link.close();
    await link.close();
    await new Promise((resolve) => setTimeout(resolve, 20)); // the server lets one client in at a time
    await (await openTo(server.url)).write(allBytes);
  });

  test('says that a server is not to be reached', async () => {
    const { server, link } = await connected();
    await link.close();
    await server.close();
    await expect(link.open(115_200)).rejects.toMatchObject({
      code: 'link.unreachable',
      params: { reason: 'ECONNREFUSED' },
    });
  });
});

describe('rfc2217', () => {
  test('carries rates and both modem lines', async () => {
    const device = new RecordingDevice();
    const server = await serveRfc2217(device);
    onTestFinished(() => server.close());
    const link = await openTo(server.url);
    await link.setBaudRate(921_600);
    await link.setModemLines({ dtr: false, rts: true });
    await link.setModemLines({ dtr: true, rts: false });
    expect(device.baudRates.at(-1)).toBe(921_600);
    expect(device.lines.filter(({ dtr, rts }) => dtr !== rts)).toEqual([
      { dtr: false, rts: true },
      { dtr: true, rts: false },
    ]);
  });

  test.each([
    ['answers nothing', () => {}],
    ['refuses the option', (socket: Socket) => socket.on('data', () => socket.write(Uint8Array.of(255, 254, 44)))],
    [
      'sends a subnegotiation without end',
      (socket: Socket) => socket.write(Buffer.concat([Buffer.of(255, 250), Buffer.alloc(300)])),
    ],
    ['agrees and then answers no command', (socket: Socket) => void socket.write(Uint8Array.of(255, 253, 44))],
  ])('a server that %s is no RFC 2217 server', async (_, onClient) => {
    const port = await serve(onClient);
    await expect(impatientLink(port).open(115_200)).rejects.toMatchObject({
      code: 'link.protocol',
    });
  });

  test('a server that hangs up while it is asked is gone', async () => {
    const port = await serve((socket) => void socket.once('data', () => socket.destroy()));
    await expect(impatientLink(port).open(115_200)).rejects.toMatchObject({
      code: 'port.gone',
    });
  });

  test('a server that sets another rate has not set the rate', async () => {
    const port = await serve((socket) => {
      socket.write(Uint8Array.of(255, 253, 44));
      socket.on('data', (bytes) => {
        if (bytes.includes(250)) socket.write(Uint8Array.of(255, 250, 44, 101, 0, 0, 0x25, 0x80, 255, 240));
      });
    });
    await expect(impatientLink(port).open(115_200)).rejects.toMatchObject({
      params: { step: 'baud-rate' },
    });
  });

  test('two ends that offer the same option do not answer each other without end', async () => {
    let verbs = 0;
    const port = await serve((socket) => {
      socket.on('data', (bytes) => {
        for (let at = 0; at < bytes.length; at++) {
          if (bytes[at] !== 255 || (bytes[at + 1] ?? 0) < 251) continue;
          verbs++;
          socket.write(Uint8Array.of(255, 253, bytes[at + 2] ?? 0)); // DO, whatever was said
        }
      });
    });
    await expect(impatientLink(port).open(115_200)).rejects.toMatchObject({
      code: 'link.protocol',
    });
    expect(verbs).toBeLessThan(12);
  });
});

describe('telnet', () => {
  const decode = (chunks: readonly Uint8Array[]) => {
    const data: number[] = [];
    const events: string[] = [];
    const push = telnetDecoder({
      onData: (bytes) => data.push(...bytes),
      onVerb: (verb, option) => events.push(`${verb} ${option}`),
      onSubnegotiation: (option, payload) => events.push(`${option}: ${payload}`),
      onViolation: () => events.push('violation'),
    });
    for (const chunk of chunks) push(chunk);
    return { data, events };
  };

  test('data comes back as it was, wherever the stream is cut', () => {
    const mostlyEscapes = fc.uint8Array({ maxLength: 60 }).map((bytes) => bytes.map((byte) => (byte & 1 ? 255 : byte)));
    fc.assert(
      fc.property(mostlyEscapes, fc.nat(60), (bytes, cut) => {
        const wire = encodeTelnetData(bytes);
        expect(decode([wire.subarray(0, cut), wire.subarray(cut)])).toEqual({ data: [...bytes], events: [] });
      }),
    );
  });

  test('commands are taken out of the data, wherever they are cut', () => {
    const wire = Uint8Array.of(65, 255, 253, 44, 66, 255, 250, 44, 101, 255, 255, 1, 255, 240, 67, 255, 241, 68);
    for (let cut = 0; cut <= wire.length; cut++) {
      expect(decode([wire.subarray(0, cut), wire.subarray(cut)])).toEqual({
        data: [65, 66, 67, 68],
        events: ['do 44', '44: 101,255,1'],
      });
    }
  });

  test('no stream throws, and after a violation nothing is reported', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => void decode(chunks)));
    const flood = Uint8Array.from([255, 250, ...new Array<number>(300).fill(1), 65, 66]);
    expect(decode([flood, Uint8Array.of(67)])).toEqual({ data: [], events: ['violation'] });
  });
});
