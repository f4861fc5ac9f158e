import { expect, test } from 'vitest';
import type { BootModel, ResetCause } from '../../../electron/sim/boot-run.ts';
import { virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { realTiming } from '../../../electron/sim/timing.ts';
import { VirtualUnit, type VirtualUnitOptions } from '../../../electron/sim/virtual-unit.ts';

/** A unit with power, what it printed and when; `pass` lets time pass. */
function watchedUnit(bootModel: BootModel, options: Partial<VirtualUnitOptions> = {}) {
  const clock = virtualScheduler();
  const flash = new Uint8Array(1 << 20).fill(0xff);
  const unit = new VirtualUnit({ chip: 'ESP32', flash, timing: 'real', clock, bootModel, ...options });
  const printed: { atMs: number; text: string }[] = [];
  unit.onTransmit((chunk) => printed.push({ atMs: clock.now(), text: Buffer.from(chunk).toString('latin1') }));
  const pass = (ms: number) => new Promise<void>((resolve) => void clock.at(clock.now() + ms, () => resolve()));
  const text = () => printed.map((piece) => piece.text).join('');
  return { unit, clock, printed, pass, text };
}

test('text comes when the model says, at 115200 baud', async () => {
  const line = 'x'.repeat(998);
  const { printed, pass, text } = watchedUnit(() => ({
    output: [
      { afterMs: 0, text: `${line}\r\n` },
      { afterMs: 400, text: 'done\r\n' },
    ],
    ends: 'running',
  }));
  await pass(1000);
  expect(text()).toBe(`${line}\r\ndone\r\n`);
  const startMs = realTiming.romStartMs + realTiming.usbLatencyMs;
  const lineEnd = printed.findLast((piece) => piece.text.endsWith('x\r\n'))?.atMs;
  expect(lineEnd).toBeCloseTo(startMs + (1000 * 10_000) / 115_200, 3);
  expect(printed.at(-1)?.atMs).toBeCloseTo(startMs + 400 + (6 * 10_000) / 115_200, 3);
});

test('a loop starts again for the cause of its failure until the power goes', async () => {
  const causes: ResetCause[] = [];
  const { unit, pass } = watchedUnit((_, cause) => {
    causes.push(cause);
    return { output: [{ afterMs: 10, text: 'panic\r\n' }], ends: 'loop', cause: 'panic' };
  });
  await pass(4 * realTiming.bootLoopMs);
  unit.powerOff();
  await pass(4 * realTiming.bootLoopMs);
  expect(causes).toEqual(['power', 'panic', 'panic', 'panic']);
});

test('without timing a loop ends by itself', async () => {
  let starts = 0;
  const { pass } = watchedUnit(
    () => {
      starts++;
      return { output: [{ afterMs: 10, text: 'panic\r\n' }], ends: 'loop' };
    },
    { timing: 'instant' },
  );
  await pass(1000);
  expect(starts).toBe(3);
});

test('a start changes the flash and sees the faults', async () => {
  const seen: boolean[] = [];
  const { unit, pass } = watchedUnit(({ flash, faults }) => {
    seen.push(faults.brownOutAtBoot);
    flash.program(0, Uint8Array.of(0x5a));
    return { output: [], ends: 'dead' };
  });
  await pass(100);
  unit.faults.brownOutAtBoot = true;
  unit.pressReset();
  await pass(100);
  expect(seen).toEqual([false, true]);
  expect(unit.flash.bytes[0]).toBe(0x5a);
});

test('a reset cuts the text of the boot before', async () => {
  const { unit, pass, text } = watchedUnit(() => ({
    output: [
      { afterMs: 0, text: 'first\r\n' },
      { afterMs: 200, text: 'second\r\n' },
    ],
    ends: 'running',
  }));
  await pass(100);
  unit.setModemLines({ dtr: false, rts: true });
  await pass(500);
  unit.setModemLines({ dtr: false, rts: false });
  await pass(500);
  expect(text()).toBe('first\r\nfirst\r\nsecond\r\n');
});

test('a unit that nobody gave a model prints the lines of its ROM', async () => {
  const clock = virtualScheduler();
  const unit = new VirtualUnit({ chip: 'ESP32-C3', flash: new Uint8Array(1 << 20), clock });
  let text = '';
  unit.onTransmit((chunk) => {
    text += Buffer.from(chunk).toString('latin1');
  });
  await new Promise<void>((resolve) => void clock.at(100, () => resolve()));
  expect(text).toBe(
    'ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n',
  );
});
