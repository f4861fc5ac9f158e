import { describe, expect, it } from 'vitest';
import type { Report } from '../../../electron/core/engine/report.ts';
import { overChannels } from '../../../electron/core/provisioning/over-channels.ts';
import { FlashChip } from '../../../electron/sim/flash-chip.ts';
import type { ExchangeFault } from '../../../electron/sim/provisioning/exchange-faults.ts';
import { startFirmware } from '../../../electron/sim/provisioning/recovery/running-firmware.ts';
import { instantTiming } from '../../../electron/sim/timing.ts';
import { twoSlotUnit } from '../provisioning/recovery-bench.ts';
import {
  type EndpointBench,
  endpointBench,
  newFirmware,
  newSlot,
  newVersion,
  oldSlot,
  oldVersion,
  runningVersion,
  vouchedState,
} from './endpoint-bench.ts';
import { seededRandom } from './pull-rounds.ts';

const kinds: readonly ExchangeFault[] = [
  'drop-request',
  'drop-answer',
  'duplicate-request',
  'corrupt-request',
  'corrupt-answer',
  'power-cut',
];

const trial = twoSlotUnit({ rollback: true });
const freshUnit = () => ({ ...trial, flash: trial.flash.slice() });

/** What starts now, by the boot model, on a copy: looking must not change the unit. */
function startsNow({ unit: { hardware } }: EndpointBench): string | undefined {
  const flash = new FlashChip(hardware.flash.bytes.slice(), instantTiming);
  return startFirmware({ ...hardware, flash })?.descriptor?.version;
}

/** The journal and the report say the same, and what they say of the unit is so. */
function expectTruth(bench: EndpointBench, report: Report, context: string): void {
  expect(report.unitState, context).toBe(vouchedState(bench));
  const { bytes } = bench.unit.hardware.flash;
  const starts = startsNow(bench);
  // Whatever happened, the old firmware's bytes are what they were.
  expect(Buffer.compare(bytes.subarray(oldSlot, newSlot), bench.oldImage), context).toBe(0);
  const isWhole = Buffer.compare(bytes.subarray(newSlot, newSlot + bench.image.length), bench.image) === 0;
  if (starts === newVersion) expect(isWhole, context).toBe(true);
  else expect(starts, context).toBe(oldVersion);
  if (['untouched', 'old-boots', 'staged'].includes(report.unitState)) expect(starts, context).toBe(oldVersion);
  if (report.unitState === 'staged') expect(isWhole, context).toBe(true);
  if (report.unitState === 'new-boots') expect(starts, context).toBe(newVersion);
}

/** Resumes until the job is closed, as a person would. */
async function finish(bench: EndpointBench, first: Report, context: string): Promise<Report> {
  let report = first;
  for (let attempt = 0; attempt < 20; attempt++) {
    expectTruth(bench, report, context);
    if (bench.journal.at(-1)?.type === 'closed') return report;
    report = bench.journal.length === 0 ? await bench.run() : await bench.resume();
  }
  throw new Error(`never done: ${context}`);
}

describe.each([
  ['security 1', { security: 1 }],
  ['security 2', { security: 2, patch: 1 }],
] as const)('links that break over %s', (_, security) => {
  it('lose nothing, whichever of 200 random exchanges is cut', async () => {
    const random = seededRandom(20260601);
    const states = new Map<string, number>();
    const settings = { maxData: 2048 };
    const limits = { request: 4096, answer: 4096 };
    for (let round = 0; round < 200; round++) {
      const unit = { ...security, settings, unit: freshUnit() };
      const bench = endpointBench({ image: newFirmware(), unit, limits });
      await bench.plan();
      // A dead spot: long enough that a run may give up in it, so that the job has to be resumed.
      const at = bench.unit.device.faults.count + Math.floor(random() * 60);
      const kind = kinds[Math.floor(random() * kinds.length)] ?? 'drop-answer';
      const length = random() < 0.5 ? 1 : 1 + Math.floor(random() * 8);
      for (let next = at; next < at + length; next++) bench.unit.device.faults.plan(next, kind);
      const context = `round ${round}: ${length} × ${kind} at ${at}`;
      const report = await bench.run();
      states.set(
        `${report.outcome} ${report.unitState}`,
        (states.get(`${report.outcome} ${report.unitState}`) ?? 0) + 1,
      );
      const done = await finish(bench, report, context);
      expect(['boots-unjudged', 'boot-failed'], context).toContain(done.outcome);
      // A power cut while the new firmware is on trial takes the old one back, and that is what is told.
      expect(startsNow(bench), context).toBe(done.outcome === 'boots-unjudged' ? newVersion : oldVersion);
    }
    console.info(`  first reports: ${[...states].map(([what, count]) => `${what} ×${count}`).join(', ')}`);
    expect([...states.keys()].some((state) => state.startsWith('failed'))).toBe(true);
  }, 400_000);
});

describe('two channels', () => {
  it('the second goes on where the first one died', async () => {
    const bench = endpointBench({ image: newFirmware(), unit: { settings: { maxData: 300 } } });
    await bench.plan();
    let exchanges = 0;
    const dying = async (signal: AbortSignal | undefined) => {
      const session = await bench.context.reconnect(signal);
      const request: typeof session.request = (endpoint, plain, abort) => {
        exchanges++;
        if (exchanges > 80) return session.close().then(() => session.request(endpoint, plain, abort));
        return session.request(endpoint, plain, abort);
      };
      return Object.create(session, {
        request: { value: request },
        transport: { value: { ...session.transport, channel: 'softap' } },
      });
    };
    const report = await bench.run({ open: overChannels([dying, bench.context.reconnect]) });
    expect(report).toMatchObject({ outcome: 'boots-unjudged', unitState: 'new-boots' });
    expect(runningVersion(bench)).toBe(newVersion);
    expect(bench.heard.filter(({ type }) => type === 'channel')).toEqual([
      { type: 'channel', channel: 'softap' },
      { type: 'channel', channel: 'ble' },
    ]);
    const moves = bench.heard.flatMap((event) => (event.type === 'step-progress' ? [event.done] : []));
    expect(moves.filter((done) => done === 0).length).toBeLessThan(30);
  });
});
