import { describe, expect, it } from 'vitest';
import { softApTarget } from '../../../electron/host/channel/target.ts';
import { firmwareStyles } from '../../../electron/sim/provisioning/firmware-style.ts';
import { seededRandom } from '../../sim/engine/pull-rounds.ts';
import { twoSlotUnit } from '../../sim/provisioning/recovery-bench.ts';
import { type AirBench, airBench, newVersion } from './air-bench.ts';
import { CuttingProxy, cutKinds } from './cutting-proxy.ts';
import { finishJob } from './finish-job.ts';
import { UnitWatch } from './watched-unit.ts';

const wanted = 200;
const flash = twoSlotUnit({ rollback: true });
const { 'v4.4': v44, current } = firmwareStyles;
const settings = { maxData: 1024, maxMessage: 3000 };
const units = [
  { style: current, security: 2, settings },
  { style: { ...v44, httpSession: 'socket' }, security: 1, settings },
] as const;

describe('connections to a unit’s own network that break', () => {
  it(`lose nothing, at ${wanted} random requests`, async () => {
    const random = seededRandom(20261125);
    const told = { jobs: 0, attempts: 0, cuts: 0 };
    const kinds = new Set<string>();
    for (; told.cuts < wanted; told.jobs++) {
      let bench: AirBench | undefined;
      const watch = new UnitWatch(() => bench?.events ?? []);
      bench = await airBench({
        unit: { ...units[told.jobs % units.length] },
        flash: { ...flash, flash: flash.flash.slice() },
        inFrontOf: (unit) => watch.inFrontOf(unit),
      });
      const proxy = new CuttingProxy(bench.url);
      let at = Math.floor(random() * 20);
      for (let cut = 0; cut < 100; cut++) {
        proxy.plan(at, cutKinds[Math.floor(random() * cutKinds.length)] ?? 'answer');
        at += 2 + Math.floor(random() * 26);
      }
      const { attempts, record } = await finishJob(bench, bench.access([softApTarget(await proxy.listen())]));
      expect(watch.wrongs).toEqual([]);
      expect(record.body.report).toMatchObject({ outcome: 'recovered', unitState: 'new-boots' });
      bench.unit.restart();
      expect(watch.look()).toBe(newVersion);
      expect((await bench.workspace.records.verify()).problem).toBeUndefined();
      for (const kind of proxy.cuts.keys()) kinds.add(kind);
      told.cuts += proxy.struck;
      told.attempts += attempts;
    }
    console.info(`  ${told.cuts} cuts, ${told.jobs} jobs, begun or resumed ${told.attempts} times`);
    expect([...kinds].sort()).toEqual([...cutKinds].sort());
  });
});
