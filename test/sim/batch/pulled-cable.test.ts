import { expect, it } from 'vitest';
import { simulatedBatch } from '../../../electron/host/batch/simulated-batch.ts';
import { startBatch } from '../../../electron/host/batch/start-batch.ts';
import { addSimulatedUnit } from '../../../electron/host/simulated-units.ts';
import { seed, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import { allowing, batchBench, movedServer, phaseAt } from '../../support/batch-bench.ts';

/** Bytes towards the unit after which the cable is pulled: in the middle of writing an app of real size. */
const midWrite = 300_000;

it('a cable pulled in the middle of writing and plugged in again, at the same or another station: the job goes on', async () => {
  const bench = await batchBench(seedRelease());
  const { ports, units, path } = simulatedBatch([await seed(), await seedFactoryOnly()], 'instant');
  for (const unit of units) unit.faults.toChip.add({ kind: 'pull', after: midWrite });
  const policy = allowing(['overwrites-only-slot']);
  const batch = startBatch(bench.request({ ports, policy, server: movedServer() }), bench.workspace);

  const [first, second] = [await phaseAt(batch, path(0), 'interrupted'), await phaseAt(batch, path(1), 'interrupted')];
  expect(first).toMatchObject({ plugged: false, phase: { unitState: 'old-boots' } });
  expect(second).toMatchObject({ plugged: false, phase: { unitState: 'partial' } });
  await batch.settled();
  expect(batch.state().counters).toMatchObject({ interrupted: 2, recovered: 0 });

  const [twoSlots, oneSlot] = units;
  if (twoSlots === undefined || oneSlot === undefined) return expect.unreachable();
  const resumed: boolean[] = [];
  batch.subscribe(({ stations }) => {
    for (const { phase } of stations) if (phase.kind === 'running') resumed.push(phase.resumed);
  });
  ports.plug(path(0), twoSlots);
  await phaseAt(batch, path(0), 'recovered');
  // The other unit comes back in the port of the first.
  ports.unplug(path(0));
  addSimulatedUnit(path(0).slice('sim:'.length), oneSlot);
  ports.plug(path(0), oneSlot);
  const moved = await phaseAt(batch, path(0), 'recovered', 'failed', 'set-aside');
  await batch.stop();

  expect(moved.phase.kind).toBe('recovered');
  expect(resumed.length).toBeGreaterThan(0);
  expect(resumed.every((isResumed) => isResumed)).toBe(true);
  expect(batch.state().stations[1]).toMatchObject({ phase: { kind: 'empty' }, unit: undefined });
  expect(batch.state().counters).toEqual({
    units: 2,
    recovered: 2,
    setAside: 0,
    failed: 0,
    interrupted: 0,
    pending: 0,
  });
  const records = await bench.workspace.records.search({ mac: moved.unit?.mac ?? '' });
  expect(records.map(({ outcome }) => outcome)).toEqual(['failed', 'boots-cable-only']);
});
