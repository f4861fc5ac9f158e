import { expect, it } from 'vitest';
import { encodeEsp32Efuse } from '../../electron/sim/units/efuse-images.ts';
import { seed } from '../../electron/sim/units/seed.ts';
import { seedRelease } from '../../electron/sim/units/seed-release.ts';
import { hostBench, signedBy } from '../support/host-bench.ts';
import { plugInNew } from '../support/station.ts';

const count = 32;

it('recovers 32 units at once and tells of each ten times a second at most', async () => {
  const { host, connect } = await hostBench();
  const screen = await connect();
  const { id: release } = await screen.request('release.install', {
    file: await signedBy(screen, seedRelease({ size: 'tiny' })),
  });
  const content = await seed({ size: 'tiny' });
  const told = new Map<string, number[]>();
  screen.lane.onMessage(() => {
    const last = screen.received.at(-1);
    if (last?.type !== 'delta') return;
    for (const { kind, id } of last.changes) {
      if (kind === 'units') told.set(id, [...(told.get(id) ?? []), performance.now()]);
    }
  });
  const units = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { port } = plugInNew({
        ...content,
        flash: content.flash.slice(),
        efuse: encodeEsp32Efuse(Uint8Array.of(0x24, 0x6f, 0x28, 0, 1, index), 1),
      });
      const { unit } = await screen.request('unit.open', { target: port });
      await screen.untilPhase(unit, 'ready', 'failed');
      return unit;
    }),
  );
  expect(new Set(units.map((unit) => screen.unit(unit).mac)).size).toBe(count);
  await Promise.all(
    units.map(async (unit) => {
      const planned = await screen.request('unit.plan', { unit, release, mode: 'guided', fullBackup: false });
      if (!planned.ok) return expect.fail(JSON.stringify(planned.refusals));
      await screen.request('unit.recover', { unit, planHash: planned.plan.hash, operator: 'Ada' });
      await screen.untilPhase(unit, 'finished', 'failed');
    }),
  );
  expect(units.map((unit) => screen.unit(unit).unitState)).toEqual(units.map(() => 'new-boots'));
  expect(host.jobsRunning()).toBe(false);
  expect(await screen.request('record.verify', {})).toEqual({ records: count });
  for (const times of told.values()) expect(busiestSecond(times)).toBeLessThanOrEqual(10);
  const late = await connect();
  expect(late.state?.units).toEqual(screen.state?.units);
});

/** The most moments that lie in any second; a hair less than one, because they are taken on arrival. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(...times.map((start) => times.filter((time) => time >= start && time < start + 950).length));
}
