import { expect, it } from 'vitest';
import { simulatedBatch } from '../../../electron/host/batch/simulated-batch.ts';
import { startBatch } from '../../../electron/host/batch/start-batch.ts';
import { recoverUnit } from '../../../electron/host/recover-unit.ts';
import { seed, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import { allowing, batchBench, kinds, movedServer, size } from '../../support/batch-bench.ts';
import { watchFlash } from '../../support/station.ts';

const release = seedRelease({ size });
const otherRelease = { ...release, manifest: { ...release.manifest, build: 'another' } };

it('a job with another release that stopped: overtaken where the unit still boots, left to a person where it may not', async () => {
  const bench = await batchBench(release);
  const other = await bench.packaged(otherRelease);
  const { ports, units, path } = simulatedBatch([await seed({ size }), await seedFactoryOnly({ size })], 'instant');
  for (const index of [0, 1]) {
    const abort = new AbortController();
    await recoverUnit(
      {
        ...bench.request({ ports }),
        package: other,
        target: path(index),
        signal: abort.signal,
        policy: { mode: 'cli', fullBackup: false },
        confirmedHash: undefined,
        approve: async () => true,
        onPlan: () => {},
        // Cancelled with the last step of the write, before it is verified.
        onEvent: (event) => {
          if (event.type === 'step-finished' && event.step.kind === 'write') abort.abort();
        },
      },
      bench.workspace,
    );
  }
  const [, oneSlot] = units.map(watchFlash);
  const policy = allowing(['overwrites-only-slot']);
  const batch = startBatch(bench.request({ ports, policy, server: movedServer() }), bench.workspace);
  await batch.settled();
  await batch.stop();
  expect(kinds(batch.state())).toEqual(['recovered', 'set-aside']);
  expect(batch.state().stations[1]?.phase).toMatchObject({
    reason: { code: 'batch.other-job', params: { product: 'seed-radio', version: '2.0.0' } },
  });
  expect(oneSlot?.unchanged()).toBe(true);
});
