import { describe, expect, it } from 'vitest';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { seededRandom } from '../../sim/engine/pull-rounds.ts';
import { twoSlotUnit } from '../../sim/provisioning/recovery-bench.ts';
import { type AirBench, airBench, newVersion } from './air-bench.ts';
import { finishJob } from './finish-job.ts';
import { UnitWatch } from './watched-unit.ts';

const wanted = 200;
const flash = twoSlotUnit({ rollback: true });
const { 'v5.1': v51, current } = firmwareStyles;
const units = [
  { style: current, security: 2, settings: { maxData: 464, maxMessage: 496 } },
  { style: v51, security: 1, settings: { maxData: 224, maxMessage: 240 } },
] as const;

describe('links over Bluetooth that break', () => {
  it(`lose nothing, at ${wanted} random packets`, async () => {
    const random = seededRandom(20261124);
    const told = { jobs: 0, attempts: 0, cuts: 0 };
    for (; told.cuts < wanted; told.jobs++) {
      let bench: AirBench | undefined;
      const watch = new UnitWatch(() => bench?.events ?? []);
      bench = await airBench({
        unit: { ...units[told.jobs % units.length] },
        flash: { ...flash, flash: flash.flash.slice() },
        inFrontOf: (unit) => watch.inFrontOf(unit),
      });
      const { faults } = bench.peripheral;
      const planned: number[] = [];
      for (let at = Math.floor(random() * 200); planned.length < 100; at += 20 + Math.floor(random() * 220)) {
        planned.push(at);
        faults.plan(at, 'lose-link');
      }
      const { attempts, record } = await finishJob(bench, bench.access([bench.targets.ble]));
      const cuts = planned.filter((at) => at < faults.count).length;
      expect(watch.wrongs).toEqual([]);
      expect(record.body.report).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
      bench.unit.restart();
      expect(watch.look()).toBe(newVersion);
      expect((await bench.workspace.records.verify()).problem).toBeUndefined();
      told.cuts += cuts;
      told.attempts += attempts;
    }
    console.info(`  ${told.cuts} cuts, ${told.jobs} jobs, begun or resumed ${told.attempts} times`);
  });
});
