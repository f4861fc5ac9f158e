import { describe, expect, it } from 'vitest';
import { parseBootLog } from '../../../electron/core/formats/boot-log.ts';
import { encodeOtadataRecord, parseOtadata } from '../../../electron/core/formats/otadata.ts';
import { buildApp } from '../../../electron/sim/firmware/app.ts';
import { seed, seedC3, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';
import { newSeedApp } from '../../../electron/sim/units/seed-firmware.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { airU, nina } from '../../../electron/sim/units/third-party.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { start } from './start.ts';

const slots = { otadata: 0xd000, ota0: 0x10000, ota1: 0x190000 } as const;

describe('boot of the seed units', () => {
  it('tells of bootloader, slot and the failed handshake', async () => {
    const { ends, text } = start(await seed({ size: 'tiny' }));
    const log = parseBootLog(text);
    expect(ends).toBe('running');
    expect(log.boots).toMatchObject([
      { bootloaderIdfVersion: 'v3.2-103-g4aa1058e8', loadedOffset: slots.ota0, appStarted: true, app: {} },
    ]);
    expect(log.boots[0]?.partitions.map(({ label }) => label)).toEqual([
      'nvs',
      'otadata',
      'phy_init',
      'ota_0',
      'ota_1',
      'storage',
    ]);
    expect(log.tlsFailures).toMatchObject([{ code: 0x2700, flags: 0x8 }]);
    expect(log.findings).toEqual([]);
  });

  it('changes nothing in flash', async () => {
    for (const make of [seed, seedC3, seedFactoryOnly]) {
      const unit = await make({ size: 'tiny' });
      const before = Buffer.from(unit.flash);
      start(unit);
      expect(before.equals(unit.flash)).toBe(true);
    }
  });

  it('shows the descriptor of the ESP32-C3 app', async () => {
    const log = parseBootLog(start(await seedC3({ size: 'tiny' })).text);
    expect(log.boots[0]?.app).toMatchObject({ projectName: 'seed-radio', version: '1.4.2', idfVersion: 'v4.3.7' });
    expect(log.boots[0]?.reset).toMatchObject({ causeName: 'POWERON', strapName: 'SPI_FAST_FLASH_BOOT' });
  });

  it('starts the release from the other slot as its manifest says, NVS and volume untouched', async () => {
    const unit = await seed({ size: 'tiny' });
    const before = unit.flash.slice(0x9000, 0xd000);
    installNew(unit);
    const { text } = start(unit);
    const { boot } = seedRelease({ size: 'tiny' }).manifest;
    for (const line of [boot.version, ...boot.lines]) expect(text).toContain(line);
    expect(parseBootLog(text)).toMatchObject({ boots: [{ loadedOffset: slots.ota1 }], tlsFailures: [], findings: [] });
    expect(unit.flash.subarray(0x9000, 0xd000)).toEqual(before);
  });

  it('falls back to the old slot where the new image is damaged', async () => {
    const unit = await seed({ size: 'tiny' });
    installNew(unit);
    unit.flash[slots.ota1 + 0x200] = 0;
    const { text } = start(unit);
    expect(text).toContain('OTA app partition slot 1 is not bootable');
    expect(parseBootLog(text).boots[0]?.loadedOffset).toBe(slots.ota0);
  });

  it('prints descriptors as the app’s ESP-IDF does', async () => {
    for (const [idfVersion, line] of [
      ['v3.3.5', 'cpu_start: ESP-IDF:          v3.3.5'],
      ['v5.2.2', 'cpu_start: ESP-IDF:          v5.2.2'],
      ['v5.3.1', 'app_init: ESP-IDF:          v5.3.1'],
    ] as const) {
      const unit = await seed({ size: 'tiny' });
      const descriptor = { version: '7.1', projectName: 'other', idfVersion };
      const app = buildApp({
        chip: 'ESP32',
        descriptor,
        texts: ['cpu_start'],
        certificates: [],
        size: 'tiny',
        seed: 4,
      });
      unit.flash.fill(0xff, slots.ota0, slots.ota1).set(app, slots.ota0);
      const { text } = start(unit);
      expect(text).toContain(line);
      expect(parseBootLog(text).boots[0]?.app).toMatchObject({ version: '7.1', idfVersion });
    }
  });

  it('lets time pass as the console is slow', async () => {
    const { output } = start(await seed({ size: 'tiny' }));
    const times = output.map(({ afterMs }) => afterMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(2900);
  });
});

describe('broken units', () => {
  it('loops with what each ROM says of an erased bootloader', async () => {
    const old = await seed({ size: 'tiny' });
    old.flash.fill(0xff, 0x1000, 0x8000);
    expect(start(old)).toMatchObject({
      ends: 'loop',
      cause: 'watchdog',
      text: expect.stringContaining('flash read err, 1000'),
    });
    const c3 = await seedC3({ size: 'tiny' });
    c3.flash.fill(0xff, 0, 0x8000);
    expect(start(c3)).toMatchObject({ ends: 'loop', text: expect.stringContaining('invalid header: 0xffffffff') });
    expect(start(c3, { cause: 'watchdog' }).text).toContain('rst:0x7 (TG0WDT_SYS_RST)');
  });

  it('loops on a bootloader with a wrong checksum, but not on a stale digest', async () => {
    const stale = await seed({ size: 'tiny' });
    stale.flash[0x1003] = 0x2f;
    expect(start(stale).ends).toBe('running');
    const damaged = await seed({ size: 'tiny' });
    damaged.flash[0x1040] = (damaged.flash[0x1040] ?? 0) ^ 1;
    expect(start(damaged)).toMatchObject({ ends: 'loop', text: expect.stringContaining('csum err:0x') });
  });

  it('loops without a partition table, and with one that reaches beyond the header’s flash size', async () => {
    const erased = await seed({ size: 'tiny' });
    erased.flash.fill(0xff, 0x8000, 0x9000);
    expect(start(erased)).toMatchObject({
      ends: 'loop',
      cause: 'bootloader',
      text: expect.stringContaining('load partition table error!'),
    });
    const small = await seed({ size: 'tiny' });
    small.flash[0x1003] = 0x10; // 2 MiB
    expect(start(small)).toMatchObject({
      ends: 'loop',
      text: expect.stringContaining('exceeds flash chip size 0x200000'),
    });
  });

  it('loops where no app is sound', async () => {
    const unit = await seedFactoryOnly({ size: 'tiny' });
    unit.flash[0x10200] = 0;
    expect(start(unit)).toMatchObject({ ends: 'loop', text: expect.stringContaining('No bootable app partitions') });
  });

  it('loops in a brown-out', async () => {
    const result = start(await seed({ size: 'tiny' }), { brownOutAtBoot: true });
    expect(result).toMatchObject({ ends: 'loop', cause: 'brownout' });
    expect(parseBootLog(result.text).findings).toMatchObject([{ kind: 'brownout' }]);
  });
});

describeWithShared('boot of third-party firmware', () => {
  it('starts AirU under its own bootloader', async () => {
    const unit = await airU({
      app: sharedPath('corpus/app/airu_mqtt_ssl_201811.bin'),
      bootloader: sharedPath('corpus/bootloader/airu_bootloader_201811.bin'),
    });
    const { text, ends } = start(unit);
    expect(ends).toBe('running');
    expect(text).toContain('compile time 18:16:08');
    expect(parseBootLog(text).boots).toMatchObject([
      { bootloaderIdfVersion: 'v3.2-dev-1239-g7313e39fd-dirty', loadedOffset: slots.ota0, appStarted: true, app: {} },
    ]);
  });

  it('starts NINA, whose bootloader says nothing', async () => {
    const { text, ends } = start(await nina(sharedPath('corpus/merged/nina_fw_201902_NINA_W102.bin')));
    expect(ends).toBe('running');
    expect(parseBootLog(text).boots).toMatchObject([
      { bootloaderIdfVersion: undefined, loadedOffset: undefined, app: { projectName: 'nina-fw' } },
    ]);
  });
});

/** Writes the new app into the second slot and selects it. */
function installNew(unit: SimUnit): void {
  unit.flash.set(newSeedApp(unit.chip, 'tiny'), slots.ota1);
  unit.flash.set(encodeOtadataRecord(2, 'undefined'), slots.otadata + 0x1000);
  expect(parseOtadata(unit.flash.subarray(slots.otadata, slots.ota0)).ok).toBe(true);
}
