import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { L2capAssembler } from '../../../electron/sim/ble/l2cap.ts';
import { type LinkPacing, usualPacing } from '../../../electron/sim/ble/link-pacing.ts';
import { ProvisioningPeripheral } from '../../../electron/sim/ble/provisioning-peripheral.ts';
import { VirtualController, type VirtualControllerOptions } from '../../../electron/sim/ble/virtual-controller.ts';
import { VirtualRadio } from '../../../electron/sim/ble/virtual-radio.ts';
import { virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { bytesOf, echoUnit } from './echo-unit.ts';

const address = '24:6f:28:aa:bb:09';
/** Scan interval and window, filter, peer, own address type, 15 to 30 ms, no latency, 4 s, event lengths. */
const create = '010d2019 6000 3000 00 00 09bbaa286f24 00 0c00 1800 0000 9001 0000 0000';

/** A scan response with the whole name, heard at -60 dBm. */
const scanResponse = new RegExp(`^043e..020104.*${encodeHex(new TextEncoder().encode('PROV_AABB09'))}c4$`);

function controller(options: VirtualControllerOptions = {}, pacing?: LinkPacing) {
  const unit = echoUnit();
  const peripheral = new ProvisioningPeripheral({ unit, address });
  const scheduler = virtualScheduler();
  const radio = new VirtualRadio({ peripherals: [peripheral], scheduler, ...(pacing && { pacing }) });
  const virtual = new VirtualController(radio, options);
  onTestFinished(() => virtual.close());
  const packets: string[] = [];
  virtual.onPacket((packet) => packets.push(encodeHex(packet)));
  const send = (hex: string) => virtual.receive(decodeHex(hex.replaceAll(' ', '')));
  /** What comes back for a packet: in virtual time each step takes a turn of the event loop, a few in all. */
  const ask = async (hex: string) => {
    packets.length = 0;
    send(hex);
    for (let turns = 0; turns < 40; turns++) await turn();
    return [...packets];
  };
  return { unit, peripheral, radio, scheduler, packets, send, ask };
}

describe('the virtual controller', () => {
  it.each([
    ['nothing', '', []],
    ['an unknown type', '0500', []],
    ['a command cut short', '010310', []],
    ['a command with too little in it', '010c2002 01', []],
    ['a command with something behind it', '01031000 00', []],
    ['an unknown command', '01ff2000', ['040e0401ff2001']],
    ['scan parameters of another length', '010b2001 00', ['040e04010b2012']],
    ['a connection to nobody in particular', '010d2000', ['040e04010d2012']],
    ['the end of an attempt that never was', '010e2000', ['040e04010e200c']],
    ['the end of a link that is not', '01060403 4000 13', ['040f0402010604']],
    ['the strength of a link that is not', '01051402 4000', ['040e0701051402400000']],
    ['data for a link that is not', '024000 0500 0100040002', []],
    ['data cut short', '024000 0500 0100', []],
    ['its address', '01091000', ['040e0a01091000ed5e00000002']],
    ['its buffers', '01022000', ['040e0701022000fb0008']],
  ])('answers %s', async (_, packet, answers) => {
    expect(await controller().ask(packet)).toEqual(answers);
  });

  it('reports a unit once where duplicates are filtered, without its name where the scan is passive', async () => {
    const { ask, packets } = controller({ advertisingMs: 2 });
    await ask('010b2007 00 1200 1200 00 00');
    expect((await ask('010c2002 01 01')).length).toBe(2);
    expect(packets[1]).toMatch(/^043e21020100/);
    await ask('010c2002 00 00');
    await ask('010b2007 01 1200 1200 00 00');
    expect((await ask('010c2002 01 00')).filter((packet) => scanResponse.test(packet))).not.toEqual([]);
    await expect.poll(() => packets.length).toBeGreaterThan(6);
    expect(await ask('010b2007 01 1200 1200 00 00')).toContainEqual('040e04010b200c');
  });

  it('connects, takes other parameters, tells the strength, and disconnects', async () => {
    const { ask } = controller();
    expect(await ask(create)).toEqual(['040f0400010d20', '043e1301004000000009bbaa286f2418000000900100']);
    expect(await ask('01051402 4000')).toEqual(['040e07010514004000c4']);
    expect(await ask('0113200e 4000 1000 2000 0000 9001 0000 0000')).toEqual([
      '040f0400011320',
      '043e0a03004000200000009001',
    ]);
    expect(await ask('01060403 4000 13')).toEqual(['040f0400010604', '04050400400016']);
  });

  it('waits for a unit that is not there, until it is told to stop', async () => {
    const { radio, peripheral, ask, packets } = controller({ advertisingMs: 2 });
    radio.remove(address);
    expect(await ask(create)).toEqual(['040f0400010d20']);
    expect(await ask(create)).toEqual(['040f040c010d20']);
    expect(await ask('010e2000')).toEqual(['040e04010e2000', expect.stringMatching(/^043e130102/)]);
    await ask(create);
    radio.add(peripheral);
    await expect.poll(() => packets).toContainEqual(expect.stringMatching(/^043e13010040/));
  });

  it('lets everything go at a reset', async () => {
    const { ask, peripheral } = controller();
    await ask(create);
    expect(await ask('01030c00')).toContain('040e0401030c00');
    expect(peripheral.advertisement).toBeDefined();
  });

  it('takes fragments of any size, and says so of each', async () => {
    const { ask, unit } = controller();
    await ask(create);
    const write = [...'0800 0400 12 0d00'.replaceAll(' ', ''), ...encodeHex(bytesOf(5))].join('');
    const parts = write.match(/../g) ?? [];
    for (const [index, byte] of parts.entries()) {
      const flags = index === 0 ? '40 00' : '40 10';
      const answers = await ask(`02 ${flags} 0100 ${byte}`);
      expect(answers[0]).toBe('0413050140000100');
      if (index === parts.length - 1) expect(answers[1]).toMatch(/^02402005000100040013$/);
    }
    expect(unit.requests).toEqual([bytesOf(5)]);
  });

  it('loses a packet too many, or too long, and says so', async () => {
    const { ask, send, peripheral } = controller({ aclLength: 27, aclCount: 2 });
    await ask(create);
    expect(await ask(`024000 1c00 ${'00'.repeat(28)}`)).toEqual(['041a0101']);
    peripheral.faults.completedDelayMs = 1;
    send('024000 0100 00');
    send('024010 0100 00');
    expect((await ask('024010 0100 00'))[0]).toBe('041a0101');
  });
});

describe('frames from fragments', () => {
  const cases: readonly (readonly [string, readonly (readonly [string, boolean])[], number])[] = [
    ['in one piece', [['0100040002', true]], 1],
    ['a continuation of nothing', [['0100040002', false]], 0],
    [
      'a header in two pieces',
      [
        ['0100', true],
        ['0400', false],
        ['02', false],
      ],
      1,
    ],
    ['more than it says', [['010004000202', true]], 0],
    [
      'a new one before the old one has ended',
      [
        ['0500040002', true],
        ['0100040002', true],
      ],
      1,
    ],
    [
      'an empty first piece',
      [
        ['', true],
        ['0100040002', false],
      ],
      1,
    ],
    [
      'one that would be longer than anything',
      [
        ['ffff0400', true],
        ...Array.from({ length: 20 }, () => ['00'.repeat(64), false] as const),
        ['0100040002', false],
      ],
      0,
    ],
  ];
  it.each(cases)('%s', (_, fragments, count) => {
    const assembler = new L2capAssembler();
    const frames = fragments.map(([hex, isFirst]) => assembler.add(decodeHex(hex), isFirst));
    expect(frames.filter((frame) => frame !== undefined)).toHaveLength(count);
  });
});

describe('a paced link', () => {
  /** Virtual milliseconds that an exchange of 200 bytes each way takes. */
  async function exchangeMs(pacing: LinkPacing): Promise<number> {
    const { ask, send, packets, scheduler } = controller({}, pacing);
    await ask(create);
    await ask('024000 0700 0300 0400 02 0001'); // MTU 256
    const before = scheduler.now();
    packets.length = 0;
    send(`024000 cf00 cb00 0400 12 0d00 ${encodeHex(bytesOf(200))}`);
    await expect.poll(() => packets.some((packet) => packet.endsWith('0100040013'))).toBe(true);
    send('024000 0700 0300 0400 0a 0d00');
    await expect.poll(() => packets.some((packet) => packet.endsWith(encodeHex(bytesOf(200).reverse())))).toBe(true);
    return scheduler.now() - before;
  }

  it.each([
    ['a good pair', usualPacing, 60],
    ['a long interval', { ...usualPacing, intervalMs: 30 }, 120],
    ['an interval shorter than the host allows', { ...usualPacing, intervalMs: 7.5 }, 60],
    ['one packet an event', { ...usualPacing, packetsPerEvent: 1 }, 60],
    // 207 bytes are 8 packets of 27 bytes, 205 bytes of answer as many.
    ['no data length extension', { ...usualPacing, packetBytes: 27 }, 90],
    ['neither', { ...usualPacing, packetBytes: 27, packetsPerEvent: 1 }, 270],
  ] as const)('with %s takes its connection events', async (_, pacing, ms) => {
    expect(await exchangeMs(pacing)).toBe(ms);
  });
});
