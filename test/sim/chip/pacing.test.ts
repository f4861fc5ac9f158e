import { describe, expect, test } from 'vitest';
import { dataChecksum, opcodes } from '../../../electron/sim/loader.ts';
import { type Scheduler, systemScheduler, virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { realTiming } from '../../../electron/sim/timing.ts';
import type { VirtualUnit, VirtualUnitOptions } from '../../../electron/sim/virtual-unit.ts';
import { dataBlock, type FrameHost, words } from '../../support/frames.ts';
import { noise, unitInRom, unitInStub } from '../../support/sim-unit.ts';

const baudRate = 921_600;
const byteMs = 10_000 / baudRate;
const blockLength = 0x4000;

async function fastStub(options: Partial<VirtualUnitOptions> = {}) {
  const clock = virtualScheduler();
  const { unit, host } = await unitInStub({ timing: 'real', clock, ...options });
  await host.command(opcodes.changeBaudRate, words(baudRate, 115_200));
  return { unit, host, clock };
}

async function writeRaw(host: FrameHost, image: Uint8Array): Promise<void> {
  await host.command(opcodes.flashBegin, words(image.length, image.length / blockLength, blockLength, 0));
  for (let at = 0; at < image.length; at += blockLength) {
    const block = image.subarray(at, at + blockLength);
    await host.command(opcodes.flashData, dataBlock(at / blockLength, block), dataChecksum(block));
  }
  await host.command(opcodes.readRegister, words(0x40001000));
}

async function readAll(host: FrameHost, length: number): Promise<void> {
  await host.command(opcodes.readFlash, words(0, length, 0x1000, 64));
  for (let got = 0; got < length; ) {
    got += (await host.next()).length;
    host.sendFrame(words(got));
  }
  await host.next();
}

/** What an action took, and what crossed the line in both directions meanwhile. */
async function measure(unit: VirtualUnit, clock: Scheduler, action: () => Promise<void>) {
  const [startMs, before] = [clock.now(), unit.statistics];
  await action();
  const { bytesIn, bytesOut, framesIn } = unit.statistics;
  return {
    tookMs: clock.now() - startMs,
    wireMs: (bytesIn + bytesOut - before.bytesIn - before.bytesOut) * byteMs,
    turnsMs: (framesIn - before.framesIn) * (2 * realTiming.usbLatencyMs + realTiming.stubCommandMs),
  };
}

test('a read takes the wire, one USB turn per packet and the flash', async () => {
  const length = 0x40000;
  const { unit, host, clock } = await fastStub({ flash: noise(1 << 20) });
  const { tookMs, wireMs, turnsMs } = await measure(unit, clock, () => readAll(host, length));
  expect(tookMs).toBeCloseTo(wireMs + turnsMs + length * realTiming.readByteMs, 0);
});

test('a write that the wire limits takes what the wire takes: the flash works while the next block comes', async () => {
  const image = noise(0x80000);
  const { unit, host, clock } = await fastStub();
  const { tookMs, wireMs, turnsMs } = await measure(unit, clock, () => writeRaw(host, image));
  const lastBlockMs = (blockLength / 0x100) * realTiming.programPageMs;
  expect(tookMs).toBeGreaterThan(wireMs);
  expect(tookMs).toBeLessThan(wireMs + turnsMs + lastBlockMs + 1);
  expect(unit.flash.bytes.subarray(0, image.length)).toEqual(image);
});

test('a write that the flash limits takes what the flash takes', async () => {
  const image = noise(0x80000);
  const { unit, host, clock } = await fastStub({ chip: 'ESP32-C3', wiring: 'usb-jtag' });
  const { tookMs } = await measure(unit, clock, () => writeRaw(host, image));
  const flashMs =
    (image.length / 0x10000) * realTiming.eraseBlockMs + (image.length / 0x100) * realTiming.programPageMs;
  expect(tookMs).toBeGreaterThan(flashMs);
  expect(tookMs).toBeLessThan(flashMs * 1.05 + 10);
});

test('a ROM erases before it answers BEGIN', async () => {
  const clock = virtualScheduler();
  const { unit, host } = await unitInRom({ timing: 'real', clock });
  const { tookMs } = await measure(unit, clock, async () => {
    await host.command(opcodes.flashBegin, words(0x30000, 0xc0, 0x400, 0x10000));
  });
  expect(tookMs).toBeGreaterThan(3 * realTiming.eraseBlockMs);
  expect(tookMs).toBeLessThan(3 * realTiming.eraseBlockMs + 10);
});

test('pacing takes an event per piece, not per byte', async () => {
  const clock = virtualScheduler();
  let events = 0;
  const counting: Scheduler = {
    now: clock.now,
    at(dueMs, run) {
      events++;
      return clock.at(dueMs, run);
    },
  };
  const { host } = await unitInStub({ timing: 'real', clock: counting });
  await host.command(opcodes.changeBaudRate, words(baudRate, 115_200));
  const startMs = clock.now();
  events = 0;
  await readAll(host, 0x40000);
  expect(events).toBeLessThan((clock.now() - startMs) / 5);
});

describe('baud rates', () => {
  const magic = words(0x40001000);
  const answers = async (unit: VirtualUnit, host: FrameHost, clock: Scheduler) => {
    const answered = host.command(opcodes.readRegister, magic).then(() => true);
    const gaveUp = new Promise<false>((resolve) => void clock.at(clock.now() + 500, () => resolve(false)));
    const result = await Promise.race([answered, gaveUp]);
    expect(unit.plugged).toBe(true);
    return result;
  };

  test('a host at another rate is not understood, and is again when it comes back', async () => {
    const { unit, host, clock } = await fastStub();
    unit.setHostBaudRate(460_800);
    expect(await answers(unit, host, clock)).toBe(false);
    unit.setHostBaudRate(baudRate);
    expect(await answers(unit, host, clock)).toBe(true);
  });

  test('a rate that is off by 2 % is understood', async () => {
    const { unit, host, clock } = await fastStub();
    unit.setHostBaudRate(baudRate * 1.02);
    expect(await answers(unit, host, clock)).toBe(true);
  });

  test.each([
    ['ESP32', true],
    ['ESP32-C3', false],
  ] as const)('the ROM of an %s follows the rate of the first SYNC: %s', async (chip, follows) => {
    const clock = virtualScheduler();
    const { unit, host } = await unitInRom({ chip, timing: 'real', clock });
    unit.pressReset();
    await new Promise<void>((resolve) => void clock.at(clock.now() + 100, () => resolve()));
    unit.setHostBaudRate(230_400);
    expect(await answers(unit, host, clock)).toBe(follows);
  });
});

describe('schedulers', () => {
  test.each([
    ['real', systemScheduler],
    ['virtual', virtualScheduler],
  ])('%s time runs events in order and tells each its due time', async (_, make) => {
    const clock = make();
    const startMs = clock.now();
    const ran: number[] = [];
    const cancel = clock.at(startMs + 2, () => ran.push(-1));
    await new Promise<void>((resolve) => {
      for (const afterMs of [5, 1, 3, 3.5, 0]) clock.at(startMs + afterMs, (dueMs) => ran.push(dueMs - startMs));
      clock.at(startMs + 5, () => resolve());
      cancel();
    });
    expect(ran.map((afterMs) => Math.round(afterMs * 10) / 10)).toEqual([0, 1, 3, 3.5, 5]);
  });
});
