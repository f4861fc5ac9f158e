import { expect, it } from 'vitest';
import { simulatedBatch } from '../../../electron/host/batch/simulated-batch.ts';
import { startBatch } from '../../../electron/host/batch/start-batch.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { allowing, batchBench, kinds, size } from '../../support/batch-bench.ts';

const most = 32;

it('32 units at once in one process all come to their end; a 33rd finds no station', async () => {
  const bench = await batchBench();
  const contents = await Promise.all(Array.from({ length: most + 1 }, () => seed({ size })));
  const { ports } = simulatedBatch(contents, 'instant');
  const batch = startBatch(bench.request({ ports, policy: allowing([]) }), bench.workspace);
  expect(kinds(batch.state())).toEqual(Array.from({ length: most }, () => 'connecting'));
  await batch.settled();
  await batch.stop();
  const state = batch.state();
  expect(kinds(state)).toEqual(Array.from({ length: most }, () => 'recovered'));
  expect(state.counters).toMatchObject({ units: most, recovered: most });
  expect((await bench.workspace.records.verify()).head?.sequence).toBe(most);
});
