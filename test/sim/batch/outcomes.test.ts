import { expect, it } from 'vitest';
import { simulatedBatch } from '../../../electron/host/batch/simulated-batch.ts';
import { startBatch } from '../../../electron/host/batch/start-batch.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { allowing, batchBench, kinds, movedServer, otherProduct, size } from '../../support/batch-bench.ts';
import { watchFlash } from '../../support/station.ts';

const count = 16;
const weak = 4;
const stranger = 11;

it('sixteen units, one too weak to start and one of another product: each ends as it should, and the stranger is not touched', async () => {
  const bench = await batchBench();
  const contents = await Promise.all(
    Array.from({ length: count }, (_, index) => (index === stranger ? otherProduct() : seed({ size }))),
  );
  const { ports, units } = simulatedBatch(contents, 'instant');
  const flashes = units.map(watchFlash);
  const [weakUnit, strangeFlash] = [units[weak], flashes[stranger]];
  if (weakUnit === undefined || strangeFlash === undefined) return expect.unreachable();
  weakUnit.faults.brownOutAtBoot = true;

  let asked = 0;
  const askServer = async () => {
    asked++;
    return movedServer();
  };
  const batch = startBatch(bench.request({ ports, policy: allowing([]), askServer }), bench.workspace);
  await batch.settled();
  await batch.stop();

  const state = batch.state();
  const expected = Array.from({ length: count }, (_, index) =>
    index === stranger ? 'set-aside' : index === weak ? 'failed' : 'recovered',
  );
  expect(kinds(state)).toEqual(expected);
  expect(state.counters).toEqual({ units: 16, recovered: 14, setAside: 1, failed: 1, interrupted: 0, pending: 0 });
  expect(state.stations[weak]?.phase).toMatchObject({
    reason: { code: 'engine.boot-failed', params: { finding: 'brownout' } },
    unitState: 'new-unconfirmed',
  });
  expect(state.stations[stranger]?.phase).toMatchObject({ reason: { code: 'plan.unknown-product' } });
  expect(strangeFlash.unchanged()).toBe(true);
  expect(flashes.filter((flash) => flash.unchanged())).toHaveLength(1);

  const records = await bench.workspace.records.search({});
  expect(records).toHaveLength(15);
  // The release's server was asked once for all of them, so that whatever runs again is known to be reachable.
  expect(asked).toBe(1);
  expect(records.filter(({ outcome }) => outcome === 'recovered')).toHaveLength(14);
  expect(new Set(records.map(({ mac }) => mac)).size).toBe(15);
  expect(records.every(({ operator, workOrder }) => operator === 'Ada' && workOrder === 'RMA-7')).toBe(true);
  expect((await bench.workspace.records.verify()).problem).toBeUndefined();
});
