import { describe, expect, test } from 'vitest';
import type { ModemLines } from '../../../electron/core/interfaces/serial-link.ts';
import type { Wiring } from '../../../electron/sim/reset-circuit.ts';
import { virtualScheduler } from '../../../electron/sim/scheduler.ts';
import { VirtualUnit } from '../../../electron/sim/virtual-unit.ts';
import { quiet } from '../../support/sim-unit.ts';

/** D0R1 and the like: DTR and RTS after a step, with an optional pause in ms. */
function steps(text: string): { lines: ModemLines; waitMs: number }[] {
  return text.split(' ').map((step) => {
    const [lines = '', wait = '0'] = step.split(':');
    return { lines: { dtr: lines.includes('D1'), rts: lines.includes('R1') }, waitMs: Number(wait) };
  });
}

const sequences: readonly (readonly [name: string, wiring: Wiring, steps: string, download: boolean | 'no start'])[] = [
  ['classic, DTR and RTS apart', 'uart', 'D0R1:100 D1R1 D1R0:50 D0R0', true],
  ['both lines at once', 'uart', 'D0R1:100 D1R0:50 D0R0', true],
  ['hard reset', 'uart', 'D0R1:100 D0R0', false],
  ['hard reset while DTR stays on', 'uart', 'D1R0 D1R1:100 D1R0', 'no start'],
  ['DTR too late', 'uart', 'D0R1:100 D0R0:50 D1R0:50 D0R0', false],
  ['USB-Serial/JTAG', 'usb-jtag', 'D0R0:100 D1R0:100 D1R1 D0R1:100 D0R0', true],
  ['hard reset over USB-Serial/JTAG', 'usb-jtag', 'D0R1:200 D0R0', false],
  ['RTS alone reaches the chip', 'reset-only', 'D0R1:100 D1R0:50 D0R0', false],
  ['RTS alone, held by both lines', 'reset-only', 'D1R1:100 D0R0', false],
  ['no lines', 'none', 'D0R1:100 D1R0:50 D0R0', 'no start'],
];

describe.each(['real', 'instant'] as const)('reset sequences in %s timing', (timing) => {
  test.each(sequences)('%s (%s)', async (_, wiring, sequence, expected) => {
    const clock = virtualScheduler();
    const unit = new VirtualUnit({ chip: 'ESP32-C3', flash: new Uint8Array(1 << 20), wiring, timing, clock });
    const pass = (ms: number) =>
      new Promise<void>((resolve) => void clock.at(clock.now() + ms, () => setImmediate(resolve)));
    await pass(500);
    let text = '';
    unit.onTransmit((chunk) => {
      text += Buffer.from(chunk).toString('latin1');
    });
    for (const { lines, waitMs } of steps(sequence)) {
      unit.setModemLines(lines);
      if (waitMs > 0) await pass(waitMs);
    }
    await pass(500);
    const outcome = text === '' ? 'no start' : text.includes('waiting for download');
    expect(outcome).toBe(expected);
  });
});

test('the buttons do what the lines do', async () => {
  const unit = new VirtualUnit({ chip: 'ESP32', flash: new Uint8Array(1 << 20), wiring: 'none' });
  let text = '';
  unit.onTransmit((chunk) => {
    text += Buffer.from(chunk).toString('latin1');
  });
  unit.setBootButton(true);
  unit.pressReset();
  unit.setBootButton(false);
  await quiet();
  expect(text).toContain('waiting for download');
});
