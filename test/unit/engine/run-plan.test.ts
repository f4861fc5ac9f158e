import { describe, expect, it } from 'vitest';
import { bootedVersion, type JobBench } from '../../support/memory-job.ts';
import { twoSlots } from '../../support/recovery-fixture.ts';

import { app, onlySlotBench, run, trust, twoSlotBench, writes } from './benches.ts';

describe('runPlan', () => {
  it('recovers a unit with two slots and leaves everything else as it was', async () => {
    const bench = twoSlotBench();
    const before = bench.memory.flash.slice();
    const report = await run(bench);
    expect(report).toMatchObject({
      outcome: 'recovered',
      unitState: 'new-boots',
      error: undefined,
      preservedIntact: true,
      backupId: 'backup-1',
    });
    expect(report.steps.every(({ result }) => result === 'done')).toBe(true);
    expect(bootedVersion(bench.memory.flash, twoSlots)).toBe('2.0.0');
    for (const { partition, offset, length } of bench.plan.preserved) {
      const range = [offset, offset + length] as const;
      expect(bench.memory.flash.subarray(...range), partition).toEqual(before.subarray(...range));
    }
  });

  it('recovers a unit with one slot', async () => {
    const bench = onlySlotBench();
    const before = bench.memory.flash.slice();
    expect(await run(bench)).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
    const saved = bench.backups.saved.get('backup-1')?.pieces[0];
    expect(saved?.bytes).toEqual(before.subarray(0x10000, 0x70000));
  });

  it('announces every step durably before it touches the unit, and ends it', async () => {
    const bench = twoSlotBench();
    const order: string[] = [];
    const { journal } = bench.job;
    bench.memory.fault = ({ name }) => void order.push(name);
    await run(bench, {
      journal: {
        append: async (entry) => {
          order.push('step' in entry ? `${entry.type} ${entry.step}` : entry.type);
          await journal.append(entry);
        },
      },
    });
    for (const step of bench.plan.steps) expect(order).toContain(`end ${step.id}`);
    expect(order.indexOf('write')).toBeGreaterThan(order.indexOf('begin 1'));
    expect(order.indexOf('backup')).toBeLessThan(order.indexOf('begin 1'));
    expect(bench.journal.at(-1)).toMatchObject({ type: 'closed', outcome: 'recovered' });
  });

  it('skips what stands there already', async () => {
    const bench = twoSlotBench();
    await run(bench);
    const again = twoSlotBench();
    again.memory.flash.set(app, 0x70000);
    again.memory.flash.set(trust, 0xd0000);
    const report = await run(again);
    expect(report.steps.filter(({ result }) => result === 'skipped').map(({ target }) => target)).toEqual([
      'ota_1',
      'certs',
    ]);
    expect(writes(again).map(({ length }) => length)).toEqual([0x1000]);
  });

  it('tells progress in bytes and every step', async () => {
    const bench = twoSlotBench();
    await run(bench);
    const started = bench.events.filter(({ type }) => type === 'step-started').length;
    expect(started).toBe(bench.plan.steps.length);
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'step-progress', done: app.length, total: app.length }),
    );
    expect(bench.events.at(-1)).toMatchObject({ type: 'job-finished', outcome: 'recovered' });
  });
});

describe('runPlan refuses, with nothing written', () => {
  const refusal = async (bench: JobBench, changed: Partial<JobBench['job']> = {}) => {
    const report = await run(bench, changed);
    expect(writes(bench)).toEqual([]);
    expect(report).toMatchObject({ outcome: 'failed', unitState: 'untouched' });
    expect(bench.journal.filter(({ type }) => type !== 'error')).toEqual([]);
    return report.error?.code;
  };

  it('a plan with hazards that nobody confirmed', async () => {
    expect(await refusal(onlySlotBench(), { confirmedHash: undefined })).toBe('engine.confirmation-needed');
  });

  it('a confirmation of another plan', async () => {
    expect(await refusal(onlySlotBench(), { confirmedHash: 'ab'.repeat(32) })).toBe('engine.confirmation-mismatch');
  });

  it('a plan that was changed after it was hashed', async () => {
    const bench = twoSlotBench();
    expect(await refusal(bench, { plan: { ...bench.plan, targetSlot: 'ota_0' } })).toBe('engine.confirmation-mismatch');
  });

  it('another release than the plan was made from', async () => {
    const bench = twoSlotBench();
    const release = { ...bench.job.release, manifestSha256: '00'.repeat(32) };
    expect(await refusal(bench, { release })).toBe('engine.content-missing');
  });

  it('another unit', async () => {
    const bench = twoSlotBench();
    bench.memory.mac = '24:6f:28:aa:bb:02';
    expect(await refusal(bench)).toBe('engine.other-unit');
  });

  it.each([0x8000, 0xd000])('a unit whose table or otadata changed since (at %i)', async (offset) => {
    const bench = twoSlotBench();
    bench.memory.flash[offset + 0x800] = 0x55;
    expect(await refusal(bench)).toBe('engine.unit-changed');
  });

  it('a job that is cancelled already', async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await refusal(twoSlotBench(), { signal: controller.signal })).toBe('engine.cancelled');
  });

  it('to write when the backup fails', async () => {
    const bench = twoSlotBench();
    bench.memory.fault = ({ name, length }) =>
      name === 'read' && length === 0x10000 ? { code: 'loader.command-refused' } : undefined;
    const report = await run(bench);
    expect(report).toMatchObject({
      outcome: 'failed',
      unitState: 'untouched',
      error: { code: 'loader.command-refused' },
    });
    expect(writes(bench)).toEqual([]);
  });
});
