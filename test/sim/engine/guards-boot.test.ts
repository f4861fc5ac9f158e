import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../electron/core/bytes/byte-view.ts';
import { crc32Zlib } from '../../../electron/core/bytes/crc32.ts';
import type { ChipFamily } from '../../../electron/core/chips/chip.ts';
import { runPlan } from '../../../electron/core/engine/run-plan.ts';
import { planRecovery } from '../../../electron/core/plan/plan-recovery.ts';
import { flashCipher } from '../../../electron/sim/security/flash-encryption.ts';
import { fuseWords, readFuses } from '../../../electron/sim/security/fuses.ts';
import { signV1 } from '../../../electron/sim/security/secure-boot-v1.ts';
import { signV2, testSigningKey } from '../../../electron/sim/security/secure-boot-v2.ts';
import { oldSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import { factoryOnlyTable, twoSlotTable } from '../../../electron/sim/units/seed-layout.ts';
import { technician } from '../../support/recovery-fixture.ts';
import { simBench } from '../../support/sim-bench.ts';

import {
  app,
  bootloaderOf,
  digestPart,
  expectBrick,
  force,
  namespaces,
  release,
  secureBootV1,
  secureBootV2,
  type UnitTerms,
  unitOf,
} from './forced-plan.ts';

it('a unit that nothing speaks against is recovered on this bench', async () => {
  const wanted = release(app());
  for (const table of [factoryOnlyTable, twoSlotTable]) {
    const bench = simBench(unitOf({ table }));
    const facts = await bench.inspect([wanted]);
    const planned = planRecovery(facts, wanted, technician);
    if (!planned.ok) throw new Error(planned.refusals.map(({ code }) => code).join(' '));
    const report = await runPlan(await bench.job(planned.plan, wanted, facts), bench.views);
    expect(report).toMatchObject({ outcome: 'recovered', preservedIntact: true });
    expect(namespaces(bench, table)).toContain('nvs.net80211');
  }
});

describe('without the guard, DESIGN §5.4: the unit does not boot', () => {
  it('plaintext onto flash encryption', async () => {
    const plain = unitOf();
    const wanted = release(app());
    const facts = await simBench(plain).inspect([wanted]);
    const unit = unitOf({
      burn: (efuse) => {
        efuse.setUint32(0, 1 << 20, true);
        efuse.setUint32(20, efuse.getUint32(20, true) | (0xf << 28), true);
        for (let at = 28; at < 60; at++) efuse.setUint8(at, at);
      },
    });
    const cipher = flashCipher(readFuses(fuseWords(unit.efuse), 'ESP32'), 'ESP32');
    for (const [from, end] of [
      [0x1000, 0x9000],
      [0x10000, 0x30000],
    ] as const) {
      unit.flash.set(cipher?.encrypt(from, unit.flash.subarray(from, end)) ?? [], from);
    }
    await expectBrick(await force({ unit, release: wanted, refusal: 'plan.flash-encrypted', facts }));
  });

  it('an unsigned image onto secure boot v1', async () => {
    const terms: UnitTerms = { app: signV1(oldSeedApp('ESP32', 'tiny')), burn: secureBootV1 };
    const unit = unitOf({ ...terms, parts: [digestPart(terms)] });
    await expectBrick(await force({ unit, release: release(app()), refusal: 'plan.secure-boot-unsigned' }));
  });

  it('a write below the app area under secure boot v1', async () => {
    const table = twoSlotTable.map((entry) =>
      entry.label === 'ota_1' ? { ...entry, offset: 0, size: 0x8000 } : entry,
    );
    const terms: UnitTerms = { table, app: signV1(oldSeedApp('ESP32', 'tiny')), burn: secureBootV1 };
    const unit = unitOf({ ...terms, parts: [digestPart(terms)] });
    await expectBrick(await force({ unit, release: release(signV1(app())), refusal: 'plan.secure-boot-v1-region' }));
  });

  const signedUnit = () =>
    unitOf({
      app: signV2(oldSeedApp('ESP32', 'tiny'), testSigningKey()),
      revision: 3,
      burn: secureBootV2,
      bootloader: 'v4.4.8',
      ...signedBootloader,
    });
  const signedBootloader = {
    parts: [{ offset: 0x1000, bytes: signV2(bootloaderOf({ bootloader: 'v4.4.8' }), testSigningKey()) }],
  };

  it('an unsigned image onto secure boot v2', async () => {
    await expectBrick(
      await force({ unit: signedUnit(), release: release(app()), refusal: 'plan.secure-boot-unsigned' }),
    );
  });

  it('an image signed with another key onto secure boot v2', async () => {
    const signed = signV2(app(), testSigningKey());
    const unit = signedUnit();
    const block = signed.length - 0x1000;
    signed.set([0x55, 0xaa], block + 36);
    viewOf(signed).setUint32(block + 1196, crc32Zlib(signed.subarray(block, block + 1196)), true);
    await expectBrick(await force({ unit, release: release(signed), refusal: 'plan.secure-boot-wrong-key' }));
  });

  it('a secure version below the fuse', async () => {
    const burn = (efuse: DataView) => efuse.setUint32(108, 0b111, true);
    const descriptor = { version: '1.4.2', projectName: 'radio', idfVersion: 'v4.4.8', secureVersion: 3 };
    const unit = unitOf({
      bootloader: 'v4.4.8',
      antiRollback: true,
      burn,
      app: app({ descriptor, texts: ['Seed Radio'] }),
    });
    await expectBrick(await force({ unit, release: release(app()), refusal: 'plan.secure-version-too-old' }));
  });

  it('an image for another chip', async () => {
    const foreign = app({ chip: 'ESP32-C3' satisfies ChipFamily });
    const unit = unitOf({ bootloader: 'v4.4.8' });
    await expectBrick(await force({ unit, release: release(foreign), refusal: 'plan.wrong-chip' }));
  });

  it('an image for a later chip revision', async () => {
    const later = app({ minRevision: 300, maxRevision: 399 });
    const unit = unitOf({ bootloader: 'v4.4.8' });
    await expectBrick(await force({ unit, release: release(later), refusal: 'plan.wrong-revision' }));
  });

  it('an image that the bootloader would not load', async () => {
    const damaged = app();
    damaged[0x120] = (damaged[0x120] ?? 0) ^ 1;
    await expectBrick(await force({ unit: unitOf(), release: release(damaged), refusal: 'plan.image-invalid' }));
  });
});
