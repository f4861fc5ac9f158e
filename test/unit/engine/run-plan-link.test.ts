import { describe, expect, it } from 'vitest';
import type { PlanPolicy } from '../../../electron/core/plan/plan.ts';
import { type JobBench, jobBench } from '../../support/memory-job.ts';
import { fixtureRelease, fixtureUnit, technician, twoSlots } from '../../support/recovery-fixture.ts';

import { app, old, run, twoSlotBench, writes } from './benches.ts';

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
    expect(report.steps[1]).toMatchObject({ target: 'ota_1', result: 'done', restarts: 1 });
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

  it('gives a person two minutes to hold the button again, and says at once that it is wanted', async () => {
    const bench = twoSlotBench();
    let refused = 0;
    bench.memory.fault = ({ name }) => {
      const isAfterBoot = bench.memory.calls.some((call) => call.name === 'boot');
      return name === 'connect' && isAfterBoot && refused++ < 18 ? { code: 'loader.wrong-boot-mode' } : undefined;
    };
    expect((await run(bench)).outcome).toBe('recovered');
    const retries = bench.events.filter((event) => event.type === 'retry');
    expect(retries).toHaveLength(18);
    expect(retries[0]).toMatchObject({ step: { kind: 'reconnect' }, attempt: 2, needs: 'button' });
  });

  it('gives up after twenty attempts where nobody holds it, and after one where the unit starts over and over', async () => {
    const silent = twoSlotBench();
    const isAfterBoot = ({ memory }: JobBench) => memory.calls.some((call) => call.name === 'boot');
    silent.memory.fault = ({ name }) =>
      name === 'connect' && isAfterBoot(silent) ? { code: 'loader.no-sync' } : undefined;
    expect(await run(silent)).toMatchObject({ outcome: 'failed', error: { code: 'loader.no-sync' } });
    expect(silent.events.filter((event) => event.type === 'retry')).toHaveLength(19);
    const looping = twoSlotBench();
    looping.memory.fault = ({ name }) =>
      name === 'connect' && isAfterBoot(looping)
        ? { code: 'loader.wrong-boot-mode', params: { count: 5, cause: 'brownout' } }
        : undefined;
    expect(await run(looping)).toMatchObject({ outcome: 'failed', error: { code: 'loader.wrong-boot-mode' } });
    expect(looping.events.filter(({ type }) => type === 'retry')).toEqual([]);
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
