import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { chips } from '../../../electron/core/chips/catalogue.ts';
import { isBootable, parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { readBootloaderIdfVersion } from '../../../electron/core/formats/bootloader-image.ts';
import { parseNvs } from '../../../electron/core/formats/nvs.ts';
import { parseOtadata, selectBootOrder } from '../../../electron/core/formats/otadata.ts';
import { parsePartitionTable } from '../../../electron/core/formats/partition-table.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { seed, seedC3, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';
import { foreignRelease, seedRelease } from '../../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { airU, nina } from '../../../electron/sim/units/third-party.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';

describe('seed units', () => {
  it('boots the old firmware from the first slot of a two-slot table', async () => {
    const unit = await seed({ size: 'tiny' });
    expect(bootOrder(unit)).toEqual(['ota_0', 'ota_1']);
    expect(readBootloaderIdfVersion(unit.flash.subarray(0x1000, 0x8000))).toBe('v3.2-103-g4aa1058e8');
    const app = unit.flash.subarray(0x10000, 0x190000);
    expect(findPemCertificates(app)).toHaveLength(1);
    expect(Buffer.from(app).includes('https://fw.example.com/radio/esp32/latest.bin')).toBe(true);
  });

  it('holds Wi-Fi credentials, calibration and product data in NVS', async () => {
    const nvs = parseNvs((await seed({ size: 'tiny' })).flash.subarray(0x9000, 0xd000));
    expect(nvs).toMatchObject({ ok: true, value: { formatVersion: 2, namespaces: ['nvs.net80211', 'phy', 'radio'] } });
  });

  it('has one app and no otadata in the factory-only table', async () => {
    const unit = await seedFactoryOnly({ size: 'tiny' });
    expect(bootOrder(unit)).toEqual(['factory']);
    expect(labels(unit)).toEqual(['nvs', 'phy_init', 'factory']);
  });

  it('comes as ESP32-C3 too', async () => {
    const unit = await seedC3({ size: 'tiny' });
    const app = parseAppImage(unit.flash.subarray(0x10000));
    expect(app).toMatchObject({ ok: true, value: { header: { chipId: 5 }, descriptor: { version: '1.4.2' } } });
    expect(readBootloaderIdfVersion(unit.flash.subarray(0, 0x8000))).toBe('v4.3.7');
  });

  it('is the same every time, in memory of its own', async () => {
    const [one, two] = [await seed(), await seed()];
    expect(sha256Hex(one.flash)).toBe(sha256Hex(two.flash));
    expect(one.flash === two.flash).toBe(false);
  });
});

describe('seed release', () => {
  it('names the old firmware by the hash that the unit has', async () => {
    for (const [unit, chip] of [
      [await seed({ size: 'tiny' }), 'ESP32'],
      [await seedC3({ size: 'tiny' }), 'ESP32-C3'],
    ] as const) {
      const app = parseAppImage(unit.flash.subarray(0x10000));
      const { manifest, files } = seedRelease({ size: 'tiny' });
      const known = manifest.knownReleases[0]?.images;
      expect(known).toContain(app.ok && app.value.sha256);
      const image = manifest.images.find((candidate) => candidate.chip === chip);
      const bytes = files.get(image?.file ?? '');
      expect(bytes && sha256Hex(bytes)).toBe(image?.sha256);
    }
  });

  it('carries the roots that the server uses now, and says so', () => {
    const { manifest, files } = seedRelease({ size: 'tiny' });
    const roots = [...files.values()].map((bytes) => findPemCertificates(bytes).length);
    expect(roots).toEqual([2, 2]);
    expect(manifest.knownReleases.map(({ version, anchors }) => [version, anchors.length])).toEqual([
      ['1.4.2', 1],
      ['2.0.0', 2],
    ]);
    expect(manifest.certificates).toHaveLength(3);
  });

  it('can be declared for another product, with its roots in a partition', () => {
    const identify = [{ kind: 'project-name', value: 'nina-fw' }] as const;
    const { manifest, files } = foreignRelease({ id: 'nina', identify, trustPartition: 'certs' });
    expect(manifest).toMatchObject({ product: { id: 'nina' }, trust: ['certs'], knownReleases: [], identify });
    expect(manifest.images.map(({ role, partition }) => [role, partition])).toEqual([
      ['app', undefined],
      ['trust', 'certs'],
    ]);
    for (const { file, sha256, size } of manifest.images) {
      const bytes = files.get(file) ?? new Uint8Array();
      expect([bytes.length, sha256Hex(bytes)]).toEqual([size, sha256]);
      expect(findPemCertificates(bytes)).toHaveLength(2);
    }
    expect(files.size).toBe(2);
  });
});

describeWithShared('units of third-party firmware', () => {
  it('puts AirU into two slots, under its own bootloader', async () => {
    const unit = await airU({
      app: sharedPath('corpus/app/airu_mqtt_ssl_201811.bin'),
      bootloader: sharedPath('corpus/bootloader/airu_bootloader_201811.bin'),
    });
    expect(bootOrder(unit)).toEqual(['ota_0', 'ota_1']);
    const app = parseAppImage(unit.flash.subarray(0x10000));
    expect(app.ok && isBootable(app.value)).toBe(true);
    expect(readBootloaderIdfVersion(unit.flash.subarray(0x1000, 0x8000))).toBe('v3.2-dev-1239-g7313e39fd-dirty');
  });

  it('keeps NINA as it was merged, with data in NVS', async () => {
    const unit = await nina(sharedPath('corpus/merged/nina_fw_201902_NINA_W102.bin'));
    expect(labels(unit)).toEqual(['nvs', 'phy_init', 'certs', 'factory']);
    expect(parseNvs(unit.flash.subarray(0x9000, 0xf000))).toMatchObject({ ok: true, value: { formatVersion: 2 } });
    expect(findPemCertificates(unit.flash.subarray(0x10000, 0x30000))).toHaveLength(45);
  });
});

function tableOf(unit: SimUnit) {
  const table = parsePartitionTable(unit.flash.subarray(0x8000));
  if (!table.ok) throw new Error(table.problem.code);
  return table.value.entries;
}

function labels(unit: SimUnit): string[] {
  return tableOf(unit).map(({ label }) => label);
}

function bootOrder(unit: SimUnit): string[] {
  const bootloader = parseAppImage(unit.flash.subarray(chips[unit.chip].bootloaderOffset));
  expect(bootloader.ok && isBootable(bootloader.value)).toBe(true);
  const entries = tableOf(unit);
  const partition = entries.find(({ label }) => label === 'otadata');
  const otadata = partition && parseOtadata(unit.flash.subarray(partition.offset, partition.offset + partition.size));
  return selectBootOrder(otadata?.ok ? otadata.value : undefined, entries).map(({ label }) => label);
}
