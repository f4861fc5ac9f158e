import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { h4Reader } from '../../../electron/sim/ble/h4-reader.ts';
import { ProvisioningPeripheral } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { serveHci } from '../../../electron/sim/links/hci-server.ts';
import { echoUnit } from '../ble/echo-unit.ts';

const reset = '01030c00';
const create = '010d2019' + '6000300000' + '00' + '09bbaa286f24' + '00' + '0c001800000090010000' + '0000';

async function served() {
  const peripheral = new ProvisioningPeripheral({ unit: echoUnit(), address: '24:6f:28:aa:bb:09' });
  const server = await serveHci(new VirtualRadio({ peripherals: [peripheral] }), { advertisingMs: 2 });
  onTestFinished(() => server.close());
  const port = Number(/^tcp-client:127\.0\.0\.1:(\d+)$/.exec(server.url)?.[1]);
  const open = async () => {
    const socket = connect({ port, host: '127.0.0.1' });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    const heard = { hex: '' };
    socket.on('data', (chunk) => {
      heard.hex += encodeHex(chunk);
    });
    return { socket, heard };
  };
  return { peripheral, server, port, open };
}

const send = (socket: Socket, hex: string) => void socket.write(decodeHex(hex));

describe('the virtual controller over TCP', () => {
  it('takes packets however the stream is cut', async () => {
    const { open } = await served();
    const { socket, heard } = await open();
    for (const byte of (reset + reset).match(/../g) ?? []) send(socket, byte);
    await expect.poll(() => heard.hex).toBe('040e0401030c00'.repeat(2));
  });

  it.each([
    ['an event', '040e0401030c00'],
    ['text', encodeHex(new TextEncoder().encode('GET / HTTP/1.1\r\n'))],
    ['data longer than any buffer', '024000ffff'],
  ])('lets a client go that sends %s', async (_, hex) => {
    const { socket } = await (await served()).open();
    send(socket, hex);
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });

  it('lets the unit go when its host vanishes, and gives it to the next', async () => {
    const { open, peripheral } = await served();
    const first = await open();
    send(first.socket, create);
    await expect.poll(() => peripheral.advertisement).toBeUndefined();
    const second = await open();
    send(second.socket, create);
    await expect.poll(() => second.heard.hex).toBe('040f0400010d20');
    first.socket.destroy();
    await expect.poll(() => second.heard.hex).toMatch(/043e130100/);
  });

  it('says when its port is taken', async () => {
    const { port } = await served();
    await expect(serveHci(new VirtualRadio(), { port })).rejects.toMatchObject({ code: 'port.busy' });
  });
});

describe('the reader of H4', () => {
  it('keeps nothing of a stream that it gave up', () => {
    const packets: string[] = [];
    let violations = 0;
    const read = h4Reader(
      (packet) => packets.push(encodeHex(packet)),
      () => violations++,
    );
    read(decodeHex(`${reset}09${reset}`));
    expect([packets, violations]).toEqual([[reset], 1]);
    read(decodeHex(reset));
    expect(packets).toEqual([reset, reset]);
  });
});
