import { beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../electron/core/engine/events.ts';
import type { Report } from '../../../electron/core/engine/report.ts';
import { resumeJob } from '../../../electron/core/engine/resume-job.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { PlanStep } from '../../../electron/core/plan/plan.ts';
import type { LineFault } from '../../../electron/sim/faults.ts';
import { opcodes } from '../../../electron/sim/loader.ts';
import { VirtualPorts } from '../../../electron/sim/virtual-ports.ts';
import { type SimBench, simBench } from '../../support/sim-bench.ts';
import { seededRandom } from './pull-rounds.ts';
import {
  expectPreserved,
  expectTruth,
  newVersion,
  onlySlotUnit,
  type Prepared,
  prepare,
  radioImage,
  radioRelease,
  startedVersion,
  twoSlotUnit,
  vouchedState,
} from './radio.ts';

let prepared: Prepared;
beforeAll(async () => {
  prepared = await prepare(twoSlotUnit);
});

/** Bytes to the unit from the beginning of the job to the middle of a step. */
function middleOf({ plan, marks }: Prepared, kind: PlanStep['kind']): number {
  const index = plan.steps.findIndex((step) => step.kind === kind) + 1;
  return Math.floor(((marks[index]?.toChip ?? 0) + (marks[index + 1]?.toChip ?? 0)) / 2);
}

async function jobOn(bench: SimBench, { plan, facts }: Prepared, events: EngineEvent[] = []) {
  return { ...(await bench.job(plan, radioRelease, facts)), emit: (event: EngineEvent) => void events.push(event) };
}

/** The slot holds the release to the byte, and nothing else was touched. */
function expectWritten(bench: SimBench): void {
  const write = prepared.plan.steps.find(({ kind }) => kind === 'write');
  const offset = write?.kind === 'write' ? write.offset : 0;
  expect(Buffer.compare(bench.unit.flash.bytes.subarray(offset, offset + radioImage.length), radioImage)).toBe(0);
  expectPreserved(bench, prepared);
}

/** The job ended well over the fault, which cost more bytes than a run without it. */
async function expectSurvived(bench: SimBench, { outcome, error }: Report): Promise<void> {
  expect({ outcome, error }).toEqual({ outcome: 'recovered', error: undefined });
  expect(bench.unit.statistics.bytesIn).toBeGreaterThan(prepared.marks.at(-1)?.toChip ?? 0);
  expectWritten(bench);
  expect(await startedVersion(bench)).toBe(newVersion);
}

describe('faults of the wire: the recovery ends well, with the flash as it should be', () => {
  const random = seededRandom(0xfa17);
  const makeFault: Record<'flip' | 'drop' | 'stall', (after: number) => LineFault> = {
    flip: (after) => ({ kind: 'flip', after, mask: 1 << Math.floor(8 * random()) }),
    drop: (after) => ({ kind: 'drop', after, count: 1 + Math.floor(20 * random()) }),
    stall: (after) => ({ kind: 'stall', after, forMs: Math.floor(12_000 * random()) }),
  };

  it.each([
    { direction: 'toChip', kind: 'flip' },
    { direction: 'toHost', kind: 'flip' },
    { direction: 'toChip', kind: 'drop' },
    { direction: 'toHost', kind: 'drop' },
    { direction: 'toChip', kind: 'stall' },
    { direction: 'toHost', kind: 'stall' },
  ] as const)('a $kind $direction while connecting and in every step', async ({ direction, kind }) => {
    for (let round = 0; round < 5; round++) {
      const bench = simBench(prepared.unit);
      const addIn = (step: number) => {
        const [from = 0, to = 0] = [prepared.marks[step]?.[direction], prepared.marks[step + 1]?.[direction]];
        bench.unit.faults[direction].add(makeFault[kind](Math.floor(random() * (to - from))));
      };
      const emit = (event: EngineEvent) => {
        if (event.type === 'step-started' && event.step.kind !== 'boot-check') addIn(event.step.id + 1);
      };
      const job = { ...(await jobOn(bench, prepared)), emit };
      addIn(0);
      await expectSurvived(bench, await runPlan(job, bench.views));
    }
  });

  it.each([
    { name: 'the begin of a write', opcode: opcodes.deflateBegin },
    { name: 'a block', opcode: opcodes.deflateData },
    { name: 'an MD5', opcode: opcodes.spiFlashMd5 },
    { name: 'the begin of a read', opcode: opcodes.readFlash },
    { name: 'a register', opcode: opcodes.readRegister },
    { name: 'a change of rate', opcode: opcodes.changeBaudRate },
  ])('lost acknowledgements of $name', async ({ opcode }) => {
    const bench = simBench(prepared.unit);
    const job = await jobOn(bench, prepared);
    bench.unit.faults.loseReplies(opcode, 2, 1);
    await expectSurvived(bench, await runPlan(job, bench.views));
  });
});

describe('a cable that comes back', () => {
  it('to the same port while the job waits: the job goes on by itself', async () => {
    for (const kind of ['backup', 'write', 'select-slot', 'confirm'] as const) {
      const bench = simBench(prepared.unit);
      const events: EngineEvent[] = [];
      const job = await jobOn(bench, prepared, events);
      bench.unit.onLost(() => void bench.clock.sleep(700).then(() => bench.unit.plug()));
      bench.unit.faults.toChip.add({ kind: 'pull', after: middleOf(prepared, kind) });
      expect(await runPlan(job, bench.views), kind).toMatchObject({ outcome: 'recovered', error: undefined });
      const retries = events.filter((event) => event.type === 'retry').map(({ step, code }) => `${step.kind} ${code}`);
      expect(retries).toContain(`${kind} port.gone`);
      expectWritten(bench);
    }
  });

  it('to a port of another name: the job is resumed there', async () => {
    const bench = simBench(prepared.unit);
    const ports = new VirtualPorts();
    ports.plug('/dev/ttyUSB0', bench.unit);
    const { plan, facts } = prepared;
    const job = await bench.job(plan, radioRelease, facts, ports.link('/dev/ttyUSB0'));
    bench.unit.faults.toChip.add({ kind: 'pull', after: middleOf(prepared, 'write') });
    const stopped = await runPlan(job, bench.views);
    expect(stopped).toMatchObject({ outcome: 'failed', error: { code: 'port.not-found' }, unitState: 'old-boots' });
    ports.plug('/dev/ttyUSB1', bench.unit);
    expect((await ports.list()).map(({ path }) => path)).toEqual(['/dev/ttyUSB1']);
    const again = await bench.job(plan, radioRelease, facts, ports.link('/dev/ttyUSB1'));
    const report = await resumeJob([...bench.journal], again, bench.views);
    expect(report).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
    expectWritten(bench);
  });

  it('and is pulled again, while the job is resumed', async () => {
    const onlySlot = await prepare(onlySlotUnit);
    const bench = simBench(onlySlot.unit);
    const first = await jobOn(bench, onlySlot);
    bench.unit.faults.toChip.add({ kind: 'pull', after: middleOf(onlySlot, 'write') });
    expect((await runPlan(first, bench.views)).outcome).toBe('failed');
    for (let time = 0; time < 3; time++) {
      const job = await jobOn(bench, onlySlot);
      bench.unit.faults.toChip.add({ kind: 'pull', after: 40_000 });
      expect(await resumeJob([...bench.journal], job, bench.views)).toMatchObject({ unitState: 'partial' });
      expect(await expectTruth(bench, `time ${time}`)).toBe('partial: undefined');
    }
    const report = await resumeJob([...bench.journal], await jobOn(bench, onlySlot), bench.views);
    expect(report).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
    expect(await startedVersion(bench)).toBe(newVersion);
  });
});

it('a supply that is too weak for the new firmware is named, and is no success', async () => {
  const bench = simBench(prepared.unit);
  const job = await jobOn(bench, prepared);
  bench.unit.faults.brownOutAtBoot = true;
  const report = await runPlan(job, bench.views);
  expect(report).toMatchObject({
    outcome: 'boot-failed',
    unitState: 'new-unconfirmed',
    error: { code: 'engine.boot-failed', params: { finding: 'brownout' } },
  });
  expect(report.bootFindings).toContain('brownout');
  expectWritten(bench);
  bench.unit.faults.brownOutAtBoot = false;
  expect(vouchedState(bench)).toBe('new-unconfirmed');
  expect(await expectTruth(bench, 'with a better supply')).toBe(`new-unconfirmed: ${newVersion}`);
});
