import { describe, expect, it } from 'vitest';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import type { PlanPolicy } from '../../../electron/core/plan/plan.ts';
import { bootedVersion, type JobBench, jobBench } from '../../support/memory-job.ts';
import {
  appImage,
  factoryOnly,
  fixtureRelease,
  fixtureUnit,
  noise,
  technician,
  twoSlots,
} from '../../support/recovery-fixture.ts';

const old = appImage('1.0.0', { seed: 1 });
const app = appImage('2.0.0', { seed: 2 });
const trust = noise(0x2000, 8);

function twoSlotBench(policy: PlanPolicy = technician): JobBench {
  return jobBench(fixtureUnit(twoSlots, { ota_0: old }, 'ota_0'), fixtureRelease(app, { trust }), policy);
}

function onlySlotBench(): JobBench {
  return jobBench(fixtureUnit(factoryOnly, { factory: old }, 'factory'), fixtureRelease(app));
}

const run = ({ job, views }: JobBench, changed: Partial<JobBench['job']> = {}) =>
  runPlan({ ...job, ...changed }, views);
const writes = ({ memory }: JobBench) => memory.calls.filter(({ name }) => name === 'write' || name === 'erase');

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

describe('runPlan with a running image of which only the header was read', () => {
  function headerOnlyBench(policy: PlanPolicy, damage: boolean): JobBench {
    const unit = fixtureUnit(twoSlots, { ota_0: old, ota_1: old }, 'ota_0');
    if (damage) unit.flash[0x12345] = (unit.flash[0x12345] ?? 0) ^ 1;
    const slots = unit.facts.slots.map((slot) => ({ ...slot, image: { known: true, value: 'header-only' } as const }));
    return jobBench({ ...unit, facts: { ...unit.facts, slots } }, fixtureRelease(app), policy);
  }

  it.each([true, false])(
    'writes nothing where the unit really boots the slot to be written (full backup: %s)',
    async (fullBackup) => {
      const bench = headerOnlyBench({ ...technician, fullBackup }, true);
      const report = await run(bench);
      expect(report).toMatchObject({ unitState: 'untouched', error: { code: 'engine.running-image-damaged' } });
      expect(writes(bench)).toEqual([]);
    },
  );

  it('reads the image once, with the backup where that holds it', async () => {
    const reads = (bench: JobBench) =>
      bench.memory.calls.filter((call) => call.name === 'read' && call.offset === 0x10000);
    const exact = headerOnlyBench(technician, false);
    expect((await run(exact)).outcome).toBe('recovered');
    expect(reads(exact)).toHaveLength(1);
    const full = headerOnlyBench({ ...technician, fullBackup: true }, false);
    expect((await run(full)).outcome).toBe('recovered');
    expect(reads(full)).toHaveLength(0);
  });
});

describe('runPlan on a bad link', () => {
  it('steps the rate down on a corrupt transfer and writes only what is missing', async () => {
    const bench = twoSlotBench();
    let failed = false;
    bench.memory.fault = ({ name }) => {
      if (name !== 'write' || failed) return undefined;
      failed = true;
      return { code: 'link.corrupt', after: 0x10000 };
    };
    const report = await run(bench);
    expect(report.outcome).toBe('recovered');
    expect(bench.memory.baudRates).toEqual([921600, 460800, 460800]);
    expect(bench.events).toContainEqual(
      expect.objectContaining({ type: 'retry', code: 'link.corrupt', baudRate: 460800, attempt: 2 }),
    );
    expect(writes(bench)[1]).toMatchObject({ offset: 0x80000, length: app.length - 0x10000 });
  });

  it('waits for a port that comes back', async () => {
    const bench = twoSlotBench();
    let gone = 0;
    bench.memory.fault = ({ name }) => {
      if (name === 'write' && gone === 0) {
        gone = 2;
        return { code: 'port.gone' };
      }
      return name === 'connect' && gone-- > 0 ? { code: 'port.not-found' } : undefined;
    };
    expect((await run(bench)).outcome).toBe('recovered');
  });

  it('gives up after five attempts and says what the unit is like', async () => {
    const bench = twoSlotBench();
    bench.memory.fault = ({ name }) => (name === 'write' ? { code: 'link.timeout' } : undefined);
    const report = await run(bench);
    expect(report).toMatchObject({ outcome: 'failed', unitState: 'old-boots', error: { code: 'link.timeout' } });
    expect(writes(bench)).toHaveLength(5);
    expect(report.steps.map(({ result }) => result).slice(0, 3)).toEqual(['done', 'failed', 'not-reached']);
    expect(bench.journal.at(-1)).toMatchObject({ type: 'error', code: 'link.timeout', unitState: 'old-boots' });
  });

  it('stops when another unit answers after a lost cable', async () => {
    const bench = twoSlotBench();
    bench.memory.fault = ({ name }) => {
      if (name !== 'write') return undefined;
      bench.memory.mac = '24:6f:28:aa:bb:02';
      return { code: 'port.gone' };
    };
    expect(await run(bench)).toMatchObject({ outcome: 'failed', error: { code: 'engine.other-unit' } });
    expect(writes(bench)).toHaveLength(1);
  });

  it('does not repeat a boot', async () => {
    const bench = twoSlotBench();
    bench.memory.fault = ({ name }) => (name === 'boot' ? { code: 'port.gone' } : undefined);
    const report = await run(bench);
    expect(report).toMatchObject({ outcome: 'failed', unitState: 'new-unconfirmed', error: { code: 'port.gone' } });
    expect(bench.memory.calls.filter(({ name }) => name === 'boot')).toHaveLength(1);
  });

  it('stops between transfers when cancelled, and can be resumed', async () => {
    const bench = twoSlotBench();
    const controller = new AbortController();
    bench.memory.fault = ({ name }) => {
      if (name === 'write') controller.abort();
      return undefined;
    };
    const report = await run(bench, { signal: controller.signal });
    expect(report).toMatchObject({ outcome: 'failed', error: { code: 'engine.cancelled' }, unitState: 'old-boots' });
    expect(bench.journal.some(({ type }) => type === 'closed')).toBe(false);
  });

  it('refuses to start the new firmware when something changed that had to survive', async () => {
    const bench = twoSlotBench();
    bench.memory.fault = ({ name, offset }) => {
      if (name === 'write' && offset === 0xe000) bench.memory.flash[0x9123] = 0;
      return undefined;
    };
    const report = await run(bench);
    expect(report).toMatchObject({
      outcome: 'failed',
      error: { code: 'engine.preserved-changed', params: { partition: 'nvs' } },
      preservedIntact: false,
    });
    expect(bench.memory.calls.some(({ name }) => name === 'boot')).toBe(false);
  });
});

describe('runPlan judges what it sees', () => {
  it.each([
    ['reachable', 'recovered', undefined],
    ['stranded', 'boots-unreachable', 'engine.still-unreachable'],
    ['unknown', 'boots-unjudged', undefined],
  ] as const)('a unit that is %s afterwards: %s', async (status, outcome, code) => {
    const bench = twoSlotBench();
    bench.verdict = status;
    const report = await run(bench);
    expect(report.outcome).toBe(outcome);
    expect(report.error?.code).toBe(code);
    expect(report.unitState).toBe('new-boots');
  });

  it('a silent console is never a success, even when all else is well', async () => {
    const bench = twoSlotBench();
    bench.memory.boot = () => '';
    expect(await run(bench)).toMatchObject({
      outcome: 'boot-not-seen',
      unitState: 'new-unconfirmed',
      error: { code: 'engine.boot-not-seen' },
    });
    expect(bench.journal.at(-1)).toMatchObject({ type: 'closed', unitState: 'new-unconfirmed' });
  });

  it('a brown-out is named', async () => {
    const bench = twoSlotBench();
    const text = bench.memory.boot;
    bench.memory.boot = () => `${text()}\r\nBrownout detector was triggered\r\n`;
    const report = await run(bench);
    expect(report).toMatchObject({ outcome: 'boot-failed', error: { params: { finding: 'brownout' } } });
    expect(report.bootFindings).toContain('brownout');
  });

  it('a unit that went back to its old slot still boots the old firmware', async () => {
    const bench = twoSlotBench();
    bench.memory.boot = () =>
      'I (500) boot: Loaded app from partition at offset 0x10000\nI (600) cpu_start: Pro cpu up.\nseed 1.0.0\nready';
    expect(await run(bench)).toMatchObject({ outcome: 'boot-failed', unitState: 'old-boots' });
  });

  it('firmware that lost the Wi-Fi credentials did not recover the unit', async () => {
    const bench = twoSlotBench();
    const facts = {
      ...bench.unit.facts,
      data: { ...bench.unit.facts.data, hasWifiCredentials: { known: true, value: false } as const },
    };
    const views = { ...bench.views, inspect: async () => facts };
    expect(await run({ ...bench, views })).toMatchObject({
      outcome: 'failed',
      error: { code: 'engine.data-lost', params: { lost: 'wifi-credentials' } },
      preservedIntact: false,
      unitState: 'new-boots',
    });
  });

  it('secrets in the boot log stay out of report and journal', async () => {
    const bench = twoSlotBench();
    const text = bench.memory.boot;
    bench.memory.boot = () => `${text()}\nwifi password: hunter2hunter2\n`;
    const report = await run(bench);
    expect(JSON.stringify([report, bench.journal, bench.events])).not.toContain('hunter2');
    expect(report.bootLog).toContain('seed 2.0.0');
  });
});
