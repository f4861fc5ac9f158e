import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../electron/core/engine/journal.ts';
import { resumeJob } from '../../../electron/core/engine/resume-job.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { UnitState } from '../../../electron/core/errors/recovery-error.ts';
import type { PartitionFacts } from '../../../electron/core/inspect/facts.ts';
import { benchOf, bootedVersion, type JobBench, jobBench } from '../../support/memory-job.ts';
import {
  appImage,
  factoryAndSlots,
  factoryOnly,
  fixtureRelease,
  fixtureUnit,
  noise,
  otadataBytes,
  twoSlots,
} from '../../support/recovery-fixture.ts';

const old = appImage('1.0.0', { seed: 1, length: 0x18000 });
const app = appImage('2.0.0', { seed: 2, length: 0x18000 });
const trust = noise(0x2000, 8);
const release = fixtureRelease(app, { trust });

const resume = ({ job, views, journal }: JobBench) => resumeJob([...journal], job, views);

/** Runs with a cable that is pulled for good at call number `pullAt`, so many bytes into a write. */
async function runUntilPulled(bench: JobBench, pullAt: number, after = 0) {
  bench.memory.fault = ({ index }) =>
    index >= pullAt ? { code: 'port.gone', after: index === pullAt ? after : 0 } : undefined;
  const report = await runPlan(bench.job, bench.views);
  bench.memory.fault = () => undefined;
  return report;
}

/** The state that the journal vouches for. */
function journalState(entries: readonly JournalEntry[]): UnitState {
  return entries.reduce<UnitState>((state, entry) => ('unitState' in entry ? entry.unitState : state), 'untouched');
}

/** Fails unless a unit that boots this version (or nothing) is in that state. */
function expectTrue(state: UnitState, version: string | undefined, context: string): void {
  const allowed: Record<UnitState, readonly (string | undefined)[]> = {
    untouched: ['1.0.0'],
    'old-boots': ['1.0.0'],
    staged: ['1.0.0'],
    partial: ['1.0.0', undefined, '2.0.0'],
    'new-unconfirmed': ['2.0.0'],
    'new-boots': ['2.0.0'],
    unknown: ['1.0.0', '2.0.0'],
  };
  expect(allowed[state], `${context}: ${state}`).toContain(version);
}

const tables: readonly {
  readonly name: string;
  readonly partitions: readonly PartitionFacts[];
  readonly running: string;
  readonly sequences: readonly [number | undefined, number | undefined];
}[] = [
  { name: 'two slots', partitions: twoSlots, running: 'ota_0', sequences: [1, undefined] },
  { name: 'two slots, fallen back', partitions: twoSlots, running: 'ota_0', sequences: [1, 2] },
  {
    name: 'factory and two slots, erased otadata',
    partitions: factoryAndSlots,
    running: 'factory',
    sequences: [undefined, undefined],
  },
  {
    name: 'factory and one slot, fallen back',
    partitions: factoryAndSlots.filter(({ label }) => label !== 'ota_1'),
    running: 'factory',
    sequences: [1, undefined],
  },
  { name: 'factory only', partitions: factoryOnly, running: 'factory', sequences: [undefined, undefined] },
];

describe.each(tables)('a cable pulled at any call, table with $name', ({ partitions, running, sequences }) => {
  const unit = fixtureUnit(partitions, { [running]: old }, running, sequences);
  const { plan } = jobBench(unit, release);
  const bench = () => benchOf({ ...unit, flash: unit.flash.slice() }, release, plan);

  it('leaves a unit that is as the journal says, and whose job can be finished', async () => {
    const whole = bench();
    await runPlan(whole.job, whole.views);
    const { calls } = whole.memory;
    expect(calls.length).toBeGreaterThan(20);
    for (const { index: pullAt, name } of calls) {
      const changes = name === 'write' || name === 'erase';
      for (const after of changes ? [0, 0x800, 0x3000, 0x100000] : [0]) {
        const pulled = bench();
        const before = unit.flash;
        const report = await runUntilPulled(pulled, pullAt, after);
        const state = journalState(pulled.journal);
        const context = `pulled at ${pullAt} after ${after}`;
        expect(report.unitState, context).toBe(state);
        expectTrue(state, bootedVersion(pulled.memory.flash, partitions), context);
        if (!pulled.journal.some(({ type }) => type === 'job')) continue;
        const resumed = await resume(pulled);
        expect(resumed, context).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
        expect(bootedVersion(pulled.memory.flash, partitions)).toBe('2.0.0');
        for (const { offset, length, partition } of pulled.plan.preserved) {
          const same = Buffer.compare(
            pulled.memory.flash.subarray(offset, offset + length),
            before.subarray(offset, offset + length),
          );
          expect(same, `${context}: ${partition}`).toBe(0);
        }
      }
    }
  });
});

describe('resumeJob', () => {
  const twoSlotBench = () => jobBench(fixtureUnit(twoSlots, { ota_0: old }, 'ota_0'), release);
  const onlySlotBench = () => jobBench(fixtureUnit(factoryOnly, { factory: old }, 'factory'), release);
  const indexOf = async (make: () => JobBench, name: string, nth = 0) => {
    const whole = make();
    await runPlan(whole.job, whole.views);
    return whole.memory.calls.filter((call) => call.name === name)[nth]?.index ?? 0;
  };

  it('keeps the backup of before, and takes none of a half-written unit', async () => {
    const bench = onlySlotBench();
    await runUntilPulled(bench, await indexOf(onlySlotBench, 'write'), 0x8000);
    expect(bootedVersion(bench.memory.flash, factoryOnly)).toBeUndefined();
    const report = await resume(bench);
    expect(report).toMatchObject({ outcome: 'recovered', backupId: 'backup-1' });
    expect(bench.backups.saved.size).toBe(1);
    const saved = bench.backups.saved.get('backup-1')?.pieces[0]?.bytes;
    expect(saved?.subarray(0, old.length)).toEqual(old);
  });

  it('begins at the step that did not end', async () => {
    const bench = twoSlotBench();
    await runUntilPulled(bench, await indexOf(twoSlotBench, 'write', 1));
    const report = await resume(bench);
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'job-started', resumedAt: 3 }));
    expect(report.steps.map(({ id }) => id)).toEqual(bench.plan.steps.map(({ id }) => id));
  });

  it('writes the app again when the old firmware erased the slot in between', async () => {
    const bench = twoSlotBench();
    await runUntilPulled(bench, await indexOf(twoSlotBench, 'write', 1));
    bench.memory.flash.fill(0xff, 0x70000, 0x71000);
    expect((await resume(bench)).outcome).toBe('recovered');
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'job-started', resumedAt: 1 }));
  });

  it('refuses when the slot that boots is no longer what was written', async () => {
    const bench = twoSlotBench();
    await runUntilPulled(bench, await indexOf(twoSlotBench, 'boot'));
    bench.memory.flash.fill(0xff, 0x70000, 0x71000);
    expect(await resume(bench)).toMatchObject({ outcome: 'failed', error: { code: 'engine.unit-changed' } });
  });

  it('refuses another unit, and one whose table or otadata others changed', async () => {
    const pullAt = await indexOf(twoSlotBench, 'write');
    const other = twoSlotBench();
    await runUntilPulled(other, pullAt);
    other.memory.mac = '24:6f:28:aa:bb:02';
    expect((await resume(other)).error?.code).toBe('engine.other-unit');
    const changed = twoSlotBench();
    await runUntilPulled(changed, pullAt);
    changed.memory.flash.set(otadataBytes(1, 2), 0xd000);
    expect((await resume(changed)).error?.code).toBe('engine.unit-changed');
  });

  it('has nothing to do for a job that is closed, or that never began', async () => {
    const bench = twoSlotBench();
    await runPlan(bench.job, bench.views);
    await expect(resume(bench)).rejects.toMatchObject({ code: 'engine.nothing-to-resume' });
    await expect(resumeJob([], bench.job, bench.views)).rejects.toMatchObject({ code: 'engine.nothing-to-resume' });
  });

  it('can itself be interrupted, again and again', async () => {
    const bench = twoSlotBench();
    await runUntilPulled(bench, await indexOf(twoSlotBench, 'write'), 0x3000);
    for (let round = 1; round < 60; round++) {
      const pullAt = bench.memory.calls.length + round;
      bench.memory.fault = ({ index }) => (index >= pullAt ? { code: 'port.gone', after: 0x1000 * round } : undefined);
      const report = await resume(bench);
      expectTrue(journalState(bench.journal), bootedVersion(bench.memory.flash, twoSlots), `round ${round}`);
      if (report.outcome === 'recovered') break;
    }
    expect(bench.journal.at(-1)).toMatchObject({ type: 'closed', outcome: 'recovered' });
    expect(bench.backups.saved.size).toBe(1);
  });
});
