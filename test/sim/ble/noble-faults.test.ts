import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hciSocketClass } from '../../../electron/sim/ble/hci-socket.ts';
import { ProvisioningPeripheral } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import type { VirtualControllerOptions } from '../../../electron/sim/ble/virtual-controller.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { bytesOf, echoUnit } from './echo-unit.ts';
import { connect, discover, exchange, nobleOver, scan } from './noble-bench.ts';

const address = '24:6f:28:aa:bb:09';
type Style = keyof typeof firmwareStyles;

async function inTheAir(style: Style = 'current', options: VirtualControllerOptions = {}, keepsValues = false) {
  const unit = echoUnit();
  const peripheral = new ProvisioningPeripheral({ unit, address, style: firmwareStyles[style], keepsValues });
  const radio = new VirtualRadio({ peripherals: [peripheral] });
  const packets: Buffer[] = [];
  const Socket = hciSocketClass(radio, options);
  const noble = nobleOver(
    class extends Socket {
      constructor() {
        super();
        this.on('data', (packet) => packets.push(Buffer.from(packet)));
      }
    },
  );
  const open = async (parameters?: object) => {
    const found = (await scan(noble, 1)).get(address);
    if (found === undefined) throw new Error('not heard');
    await connect(found, parameters);
    onTestFinished(async () => {
      if (found.state === 'connected') await found.disconnectAsync();
    });
    return { found, endpoints: await discover(found) };
  };
  return { unit, peripheral, radio, packets, open, ...(await open()) };
}

/** The reason of the only Disconnection Complete. */
function reasonOf(packets: readonly Buffer[]): number | undefined {
  return packets.find((packet) => packet[0] === 4 && packet[1] === 5)?.[6];
}

const bufferOverflow = (packet: Buffer) => packet[0] === 4 && packet[1] === 0x1a;

describe('a virtual unit', () => {
  it('that is lost in mid-transfer is missed when supervision ends, and is there again', async () => {
    const { peripheral, radio, packets, found, endpoints, unit, open } = await inTheAir();
    peripheral.faults.plan(peripheral.faults.count + 3, 'lose-link');
    const before = radio.scheduler.now();
    const lost = once(found, 'disconnect');
    void endpoints.get('echo')?.writeAsync(Buffer.from(bytesOf(500)), false);
    await lost;
    expect(reasonOf(packets)).toBe(0x08);
    expect(radio.scheduler.now() - before).toBe(4000);
    expect(unit).toMatchObject({ requests: [], links: 2 });
    const again = await open();
    expect(await exchange(again.endpoints.get('echo'), bytesOf(9))).toEqual(bytesOf(9).reverse());
  });

  it('never gets more packets than the controller has room for, however late that is', async () => {
    const { peripheral, packets, endpoints } = await inTheAir('current', { aclLength: 27, aclCount: 2 });
    peripheral.faults.completedDelayMs = 250;
    expect(await exchange(endpoints.get('echo'), bytesOf(500))).toEqual(bytesOf(500).reverse());
    expect(packets.filter(bufferOverflow)).toEqual([]);
  });

  it('with NimBLE answers ATT error 0x04 where its handler fails, and keeps the link', async () => {
    const { packets, found, endpoints, peripheral } = await inTheAir('current');
    void endpoints.get('fails')?.writeAsync(Buffer.of(1), false);
    await expect.poll(() => packets.at(-1)?.subarray(9).toString('hex')).toMatch(/^0112....04$/);
    expect(found.state).toBe('connected');
    expect(peripheral.advertisement).toBeUndefined();
  });

  it('with Bluedroid answers a generic error and closes the link', async () => {
    const { packets, found, endpoints } = await inTheAir('v4.4');
    const lost = once(found, 'disconnect');
    void endpoints.get('fails')?.writeAsync(Buffer.of(1), false);
    await lost;
    expect(packets.map((packet) => packet.subarray(9).toString('hex')).join(' ')).toMatch(/\b0112....85\b/);
    expect(reasonOf(packets)).toBe(0x13);
  });

  it('whose handler takes 15 s keeps the link all the time', async () => {
    const { peripheral, radio, endpoints } = await inTheAir();
    peripheral.handlerMs = 15_000;
    const before = radio.scheduler.now();
    expect(await exchange(endpoints.get('echo'), bytesOf(9))).toEqual(bytesOf(9).reverse());
    expect(radio.scheduler.now() - before).toBe(15_000);
  });

  it('may ask for other parameters in mid-transfer', async () => {
    const { peripheral, packets, endpoints } = await inTheAir('current', { aclLength: 27 });
    peripheral.faults.plan(peripheral.faults.count + 5, 'request-update');
    expect(await exchange(endpoints.get('echo'), bytesOf(500))).toEqual(bytesOf(500).reverse());
    const asked = packets.filter((packet) => packet[0] === 2 && packet[7] === 5);
    expect(asked.map((packet) => packet.subarray(9).toString('hex'))).toEqual(['120108001000200000009001']);
  });

  it('that is silent while it erases is lost by a short supervision timeout only', async () => {
    const { peripheral, found, endpoints, packets, open } = await inTheAir();
    peripheral.faults.plan(peripheral.faults.count, { silenceMs: 500 });
    expect(await exchange(endpoints.get('echo'), bytesOf(9))).toEqual(bytesOf(9).reverse());
    await found.disconnectAsync();
    // What noble takes by itself: 420 ms (PROTOCOLS §6.4).
    const second = await open({});
    peripheral.faults.plan(peripheral.faults.count, { silenceMs: 500 });
    packets.length = 0;
    const lost = once(second.found, 'disconnect');
    void second.endpoints.get('echo')?.writeAsync(Buffer.of(1), false);
    await lost;
    expect(reasonOf(packets)).toBe(0x08);
  });

  it.each([
    [true, bytesOf(30).reverse()],
    [false, new Uint8Array()],
  ])('leaves its last value to the next link where its generation does: %s', async (keepsValues, value) => {
    const { endpoints, found, open } = await inTheAir('v5.1', {}, keepsValues);
    await exchange(endpoints.get('echo'), bytesOf(30));
    await found.disconnectAsync();
    const next = await open();
    expect(new Uint8Array((await next.endpoints.get('echo')?.readAsync()) ?? [])).toEqual(value);
  });

  it('that restarts in mid-exchange is silent from then on', async () => {
    const { unit, packets, found, endpoints } = await inTheAir();
    let starts = 1;
    Object.defineProperty(unit, 'starts', { get: () => starts++ });
    const lost = once(found, 'disconnect');
    void endpoints.get('echo')?.writeAsync(Buffer.of(1), false);
    await lost;
    expect(reasonOf(packets)).toBe(0x08);
  });

  it('takes one central at a time, and the next one when that has gone', async () => {
    const { radio, found } = await inTheAir();
    const other = nobleOver(hciSocketClass(radio, { address: '02:00:00:00:00:02', advertisingMs: 5 }));
    expect((await scan(other, 1, 50)).size).toBe(0);
    await found.disconnectAsync();
    expect((await scan(other, 1)).size).toBe(1);
  });
});
