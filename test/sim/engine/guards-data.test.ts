import { describe, expect, it } from 'vitest';
import { crc32Rom } from '../../../electron/core/bytes/crc32.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import { seedNvs, twoSlotTable } from '../../../electron/sim/units/seed-layout.ts';
import { technician } from '../../support/recovery-fixture.ts';
import { simBench } from '../../support/sim-bench.ts';

import { app, expectBrick, force, forcedPlan, namespaces, release, unitOf } from './forced-plan.ts';

describe('without the guard, DESIGN §5.4 and §5.5: data is lost', () => {
  it('an image that does not fit its slot destroys the next partition', async () => {
    const table = twoSlotTable.map((entry) =>
      entry.label === 'ota_1' ? { ...entry, offset: 0x300000, size: 0x10000 } : entry,
    );
    const unit = unitOf({ table });
    const before = unit.flash.slice(0x310000, 0x350000);
    const large = app({ size: 'real' });
    const bench = await force({ unit, release: release(large), refusal: 'plan.image-too-large' });
    expect(Buffer.compare(bench.unit.flash.bytes.subarray(0x310000, 0x350000), before)).not.toBe(0);
  });

  it('firmware of another product erases settings that it does not know', async () => {
    const other = app({}, { nvs: { formatVersion: 1, encrypted: false } });
    const product = { product: { id: 'lamp', name: 'Lamp' }, nvs: { formatVersion: 2, encrypted: false } } as const;
    const stranger = release(other, { ...product, identify: [{ kind: 'project-name', value: 'lamp' }] });
    const bench = await force({ unit: unitOf(), release: stranger, refusal: 'plan.unknown-product' });
    expect(namespaces(bench)).not.toContain('nvs.net80211');
    const unit = unitOf();
    const facts = await simBench(unit).inspect([release(app())]);
    const refused = planRecovery(facts, stranger, technician);
    expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toEqual(['plan.wrong-product']);
  });

  it('firmware with an older NVS format erases the settings', async () => {
    const nvs = { formatVersion: 1, encrypted: false } as const;
    const bench = await force({
      unit: unitOf(),
      release: release(app({}, { nvs }), { nvs }),
      refusal: 'plan.nvs-format-older',
    });
    expect(namespaces(bench)).not.toContain('nvs.net80211');
  });

  it('firmware with another NVS encryption drops every entry', async () => {
    const nvs = { formatVersion: 2, encrypted: true } as const;
    const bench = await force({
      unit: unitOf(),
      release: release(app({}, { nvs }), { nvs }),
      refusal: 'plan.nvs-encryption-differs',
    });
    expect(namespaces(bench)).not.toContain('nvs.net80211');
  });

  it('firmware that finds no free NVS page erases the settings', async () => {
    const unit = unitOf({ nvs: fullNvs(seedNvs({ formatVersion: 2, size: 0x6000 })) });
    // The old firmware erases it as well the moment it starts, so it is not started before.
    const bench = simBench(unit);
    const wanted = release(app());
    const facts = await bench.inspect([wanted]);
    const refused = planRecovery(facts, wanted, technician);
    expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toEqual(['plan.nvs-no-free-page']);
    expect(namespaces(bench)).toContain('nvs.net80211');
    await runPlan(await bench.job(forcedPlan(facts, wanted), wanted, facts), bench.views);
    expect(namespaces(bench)).not.toContain('nvs.net80211');
  });

  it('firmware that expects wear levelling v2 damages a v1 volume', async () => {
    const old = app({ texts: ['Seed Radio'] }, { wearLevelling: 1 });
    const unit = unitOf({ table: twoSlotTable, wearLevelling: 1, app: old });
    const bench = simBench(unit);
    const storage = () => bench.unit.flash.bytes.slice(0x310000, 0x350000);
    const before = storage();
    await bench.start();
    expect(Buffer.compare(storage(), before)).toBe(0);
    const wanted = release(app());
    const facts = await bench.inspect([wanted]);
    const refused = planRecovery(facts, wanted, technician);
    expect(refused.ok ? [] : refused.refusals.map(({ code }) => code)).toEqual(['plan.wear-levelling-v1']);
    await runPlan(await bench.job(forcedPlan(facts, wanted), wanted, facts), bench.views);
    expect(Buffer.compare(storage(), before)).not.toBe(0);
  });

  it('an app that is not declared for the bootloader crashes in a loop', async () => {
    const picky = app({}, { crashesUnder: ['v3.2'] });
    const declared = release(picky, {}, { bootloaders: [{ idfVersion: 'v4.4' }] });
    await expectBrick(await force({ unit: unitOf(), release: declared, refusal: 'plan.bootloader-not-declared' }));
  });
});

/** The same partition with its free pages in use. */
function fullNvs(nvs: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  for (let page = 0; page < nvs.length; page += 0x1000) {
    const view = new DataView(nvs.buffer, page, 0x1000);
    if (view.getUint32(0, true) !== 0xffffffff) continue;
    view.setUint32(0, 0xfffffffc, true);
    view.setUint32(4, 0x100 + page / 0x1000, true);
    view.setUint8(8, 0xfe);
    view.setUint32(28, crc32Rom(nvs.subarray(page + 4, page + 28)), true);
  }
  return nvs;
}
