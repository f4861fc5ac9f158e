import { describe, expect, it } from 'vitest';
import { simulatedBatch } from '../../../electron/host/batch/simulated-batch.ts';
import { startBatch } from '../../../electron/host/batch/start-batch.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { allowing, batchBench, kinds, phaseAt, size, stationAt } from '../../support/batch-bench.ts';
import { watchFlash } from '../../support/station.ts';

const policy = allowing([]);

describe('an operator', () => {
  it('pauses: what is at work goes on, nothing else begins until the batch goes on', async () => {
    const bench = await batchBench();
    const { ports, path } = simulatedBatch([await seed({ size }), await seed({ size })], 'instant');
    const batch = startBatch(bench.request({ ports, policy, parallel: 1 }), bench.workspace);
    batch.pause();
    expect(batch.state().status).toBe('paused');
    expect(kinds(batch.state())).toEqual(['connecting', 'paused']);
    await phaseAt(batch, path(0), 'recovered');
    await batch.settled();
    expect(kinds(batch.state())).toEqual(['recovered', 'paused']);
    batch.resume();
    await batch.settled();
    expect(kinds(batch.state())).toEqual(['recovered', 'recovered']);
    await batch.stop();
  });

  it('tries a unit again that failed, and it counts once', async () => {
    const bench = await batchBench();
    const { ports, units, path } = simulatedBatch([await seed({ size })], 'instant');
    const [unit] = units;
    if (unit === undefined) return expect.unreachable();
    unit.faults.brownOutAtBoot = true;
    const supportCode = () => 'K7-M2-XQ';
    const batch = startBatch(bench.request({ ports, policy, supportCode }), bench.workspace);
    const failed = await phaseAt(batch, path(0), 'failed', 'recovered');
    expect(failed.phase).toMatchObject({ kind: 'failed', support: 'K7-M2-XQ' });
    expect(batch.state().counters).toMatchObject({ units: 1, failed: 1 });
    unit.faults.brownOutAtBoot = false;
    batch.retry(failed.id);
    await batch.settled();
    expect(kinds(batch.state())).toEqual(['recovered']);
    expect(batch.state().counters).toMatchObject({ units: 1, recovered: 1, failed: 0 });
    expect(() => batch.retry('nowhere')).toThrow('batch.no-such-station');
    await batch.stop();
  });

  it('plugs a unit in again that is done: it is not flashed a second time', async () => {
    const bench = await batchBench();
    const { ports, units, path } = simulatedBatch([await seed({ size })], 'instant');
    const [unit] = units;
    if (unit === undefined) return expect.unreachable();
    const batch = startBatch(bench.request({ ports, policy }), bench.workspace);
    await phaseAt(batch, path(0), 'recovered');
    ports.unplug(path(0));
    expect(kinds(batch.state())).toEqual(['empty']);
    const flash = watchFlash(unit);
    ports.plug(path(0), unit);
    await phaseAt(batch, path(0), 'unplug-me', 'recovered');
    expect(kinds(batch.state())).toEqual(['unplug-me']);
    expect(flash.unchanged()).toBe(true);
    expect(batch.state().counters).toMatchObject({ units: 1, recovered: 1 });
    await batch.stop();
  });

  it('stops: the unit at work stops at the next block and the journal goes on with it later', async () => {
    const bench = await batchBench();
    const { ports, path } = simulatedBatch([await seed({ size })], 'instant');
    const batch = startBatch(bench.request({ ports, policy }), bench.workspace);
    await phaseAt(batch, path(0), 'running');
    await batch.stop();
    expect(batch.state()).toMatchObject({ status: 'stopped', stations: [{ phase: { kind: 'interrupted' } }] });
    const next = startBatch(bench.request({ ports, policy }), bench.workspace);
    await next.settled();
    await next.stop();
    expect(kinds(next.state())).toEqual(['recovered']);
  });
});

describe('a serial number', () => {
  it('is waited for before the first write where the batch asks for one, and stands in the record', async () => {
    const bench = await batchBench();
    const { ports, units, path } = simulatedBatch([await seed({ size }), await seed({ size })], 'instant');
    const flashes = units.map(watchFlash);
    const batch = startBatch(bench.request({ ports, policy, needsSerial: true }), bench.workspace);
    const [first, second] = [
      await phaseAt(batch, path(0), 'needs-serial'),
      await phaseAt(batch, path(1), 'needs-serial'),
    ];
    expect(flashes.every((flash) => flash.unchanged())).toBe(true);
    batch.assignSerial(first.id, ' SN-0001\r\n');
    expect(() => batch.assignSerial(second.id, 'SN-0001')).toThrow('batch.serial-taken');
    expect(() => batch.assignSerial(second.id, '')).toThrow('batch.bad-serial');
    expect(() => batch.assignSerial(second.id, 'a\u202eb')).toThrow('batch.bad-serial');
    expect(() => batch.assignSerial('nowhere', 'SN-0002')).toThrow('batch.no-such-station');
    batch.assignSerial(second.id, 'SN-0002');
    await batch.settled();
    expect(() => batch.assignSerial(first.id, 'SN-0003')).toThrow('batch.serial-too-late');
    await batch.stop();
    const records = await bench.workspace.records.search({});
    expect(records.map(({ serial }) => serial).sort()).toEqual(['SN-0001', 'SN-0002']);
    expect(records.find(({ serial }) => serial === 'SN-0001')?.mac).toBe(stationAt(batch, path(0)).unit?.mac);
  });

  it('is no longer waited for when the unit is taken out', async () => {
    const bench = await batchBench();
    const { ports, path } = simulatedBatch([await seed({ size })], 'instant');
    const batch = startBatch(bench.request({ ports, policy, needsSerial: true }), bench.workspace);
    await phaseAt(batch, path(0), 'needs-serial');
    ports.unplug(path(0));
    await phaseAt(batch, path(0), 'empty');
    expect(batch.state().counters).toMatchObject({ units: 0, pending: 0 });
    await batch.stop();
  });
});
