import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../electron/core/bytes/base64.ts';
import { sha256Hex } from '../../../electron/core/bytes/digest.ts';
import { findPemCertificates } from '../../../electron/core/formats/pem.ts';
import { inspectUnit } from '../../../electron/core/inspect/inspect-unit.ts';
import type { ReleaseManifest } from '../../../electron/core/release/manifest.ts';
import { syntheticPki } from '../../../electron/sim/firmware/pki.ts';
import { seed, seedC3, seedFactoryOnly } from '../../../electron/sim/units/seed.ts';
import { seedRelease } from '../../../electron/sim/units/seed-release.ts';
import type { SimUnit } from '../../../electron/sim/units/sim-unit.ts';
import { airU, nina } from '../../../electron/sim/units/third-party.ts';
import { memoryLoader } from '../../support/memory-loader.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { now } from './sample-unit.ts';

const kib = 1024;

async function inspectSim(unit: SimUnit, releases: readonly ReleaseManifest[] = []) {
  const { loader, chip, traffic } = memoryLoader({ family: unit.chip, flash: unit.flash, efuse: unit.efuse });
  const facts = await inspectUnit(loader, chip, { releases, now, simulated: true });
  return { facts, traffic };
}

describe('the seed unit', () => {
  it('runs ota_0 and trusts one root, whose certificate is found as it is', async () => {
    const { facts } = await inspectSim(await seed());
    const [root] = findPemCertificates(new TextEncoder().encode(syntheticPki().oldRoot));
    expect(facts).toMatchObject({
      schema: 1,
      channel: 'usb',
      simulated: true,
      readAt: now,
      chip: {
        mac: { value: '24:6f:28:aa:bb:01' },
        revision: { value: 100 },
        flashSize: { value: 0x400000 },
      },
      layout: {
        tableOffset: { value: 0x8000 },
        tableChecksum: { value: 'md5' },
        runningSlot: { value: 'ota_0' },
        runningSlotEvidence: 'otadata',
        canUpdateOverTheAir: { value: true },
      },
      bootloader: { valid: { value: true }, idfVersion: { value: 'v3.2-103-g4aa1058e8' } },
      trust: {
        complete: true,
        anchors: [{ kind: 'certificate', encoding: 'pem', foundIn: { partition: 'ota_0', slot: 'ota_0' } }],
        dateCheck: { known: false },
        dateCheckEvidence: 'idf-default',
        hosts: ['fw.example.com'],
      },
      data: { hasWifiCredentials: { value: true }, wearLevelling: [{ partition: 'storage', version: { value: 2 } }] },
    });
    const [anchor] = facts.trust.anchors;
    expect(anchor?.kind === 'certificate' && decodeBase64(anchor.certificate)).toEqual(root?.der);
    expect(facts.slots.map(({ image }) => image)).toEqual([
      { known: true, value: 'header-only' },
      { known: false, reason: 'not-present' },
    ]);
    expect(facts.slots[0]?.versions).toContainEqual({ source: 'app-string', version: '1.4.2', confidence: 'low' });
  });

  it('is read whole of what can hold evidence within the budget of an unknown release', async () => {
    const { traffic } = await inspectSim(await seed());
    expect(traffic.bytes).toBeLessThan(300 * kib);
    expect(traffic.roundTrips).toBeLessThan(200);
    expect(traffic.md5Bytes).toBeLessThan(512 * kib);
  });

  it('never lets an NVS value into the facts', async () => {
    const text = JSON.stringify((await inspectSim(await seed())).facts);
    for (const secret of ['Home Network', 'correct horse battery', 'SR-2019-004711'])
      expect(text).not.toContain(secret);
  });

  it('is named by its hash at a fraction of the cost where a release says what it trusts', async () => {
    const { manifest } = seedRelease();
    const [root] = findPemCertificates(new TextEncoder().encode(syntheticPki().oldRoot));
    const [unnamed] = (await inspectSim(await seed())).facts.trust.anchors;
    const spki = unnamed?.spkiSha256 ?? '';
    const release: ReleaseManifest = {
      ...manifest,
      knownReleases: manifest.knownReleases.map((known) => ({ ...known, anchors: [spki, 'ab'.repeat(32)] })),
      certificates: [Buffer.from(root?.der ?? []).toString('base64'), 'not base64'],
    };
    const { facts, traffic } = await inspectSim(await seed(), [release]);
    expect(facts.product).toMatchObject({ id: { value: 'seed-radio' }, confidence: 'exact' });
    expect(facts.slots[0]).toMatchObject({ catalogueMatch: { value: 'seed-radio 1.4.2' } });
    expect(facts.slots[0]?.versions[0]).toEqual({ source: 'catalogue', version: '1.4.2', confidence: 'exact' });
    expect(facts.trust).toMatchObject({
      complete: true,
      anchors: [
        { kind: 'certificate', encoding: 'release-catalogue', spkiSha256: spki },
        { kind: 'hash-only', encoding: 'release-catalogue', spkiSha256: 'ab'.repeat(32), subject: '' },
      ],
    });
    expect(facts.coverage.skipped).toContainEqual({ what: 'ota_0', reason: 'not-read' });
    expect(traffic.bytes).toBeLessThan(40 * kib);
    expect(traffic.roundTrips).toBeLessThan(80);
  });

  it('reads trust from flash where the unit has a trust store that the release may have replaced', async () => {
    const { manifest } = seedRelease();
    const release: ReleaseManifest = {
      ...manifest,
      trust: ['storage'],
      knownReleases: manifest.knownReleases.map((known) => ({ ...known, anchors: ['ab'.repeat(32)] })),
    };
    const { facts } = await inspectSim(await seed(), [release]);
    expect(facts.trust.anchors.map(({ encoding }) => encoding)).toEqual(['pem']);
  });
});

describe('other units of the seed product', () => {
  it('knows that a table with one app can never be updated over the air', async () => {
    const { facts } = await inspectSim(await seedFactoryOnly());
    expect(facts.layout).toMatchObject({
      runningSlot: { value: 'factory' },
      runningSlotEvidence: 'only-app',
      canUpdateOverTheAir: { known: true, value: false },
      otadata: { known: false, reason: 'not-present' },
    });
  });

  it('reads descriptor, bootloader and root of an ESP32-C3', async () => {
    const { facts } = await inspectSim(await seedC3());
    expect(facts.chip).toMatchObject({
      family: 'ESP32-C3',
      mac: { value: '7c:df:a1:aa:bb:03' },
      revision: { value: 3 },
    });
    expect(facts.bootloader).toMatchObject({ offset: 0, idfVersion: { value: 'v4.3.7' } });
    expect(facts.slots[0]?.versions[0]).toEqual({ source: 'app-descriptor', version: '1.4.2', confidence: 'high' });
    expect(facts.trust.mbedTlsVersion).toEqual({ known: true, value: '2.28.5' });
    expect(facts.trust.anchors).toHaveLength(1);
  });
});

describeWithShared('units with third-party firmware', () => {
  const corpus = (...parts: string[]) => sharedPath('corpus', ...parts);
  const airUnit = () =>
    airU({
      app: corpus('app', 'airu_mqtt_ssl_201811.bin'),
      bootloader: corpus('bootloader', 'airu_bootloader_201811.bin'),
    });

  it('AirU: ESP-IDF v3.2-dev without descriptor, and exactly one root', async () => {
    const { facts, traffic } = await inspectSim(await airUnit());
    const idf = 'v3.2-dev-1239-g7313e39fd-dirty';
    expect(facts.bootloader.idfVersion).toEqual({ known: true, value: idf });
    expect(facts.slots[0]).toMatchObject({
      idfVersion: { value: idf },
      projectName: { known: false, reason: 'not-present' },
      secureVersion: { known: false },
      imageDigest: { value: 'f5e81b1d140d18b5c862a374337c14a057aec02551ce9eb0e5aec2ade71503d7' },
      imageLength: { value: 834048 },
    });
    expect(facts.slots[0]?.versions).toEqual([{ source: 'bootloader-string', version: idf, confidence: 'low' }]);
    expect(facts.trust.anchors).toHaveLength(1);
    const [anchor] = facts.trust.anchors;
    expect(anchor?.subject).toContain('air.eng.utah.edu');
    expect(anchor?.foundIn).toEqual({ partition: 'ota_0', slot: 'ota_0', offset: 0x10000 + 22991 });
    expect(facts.trust.complete).toBe(true);
    expect(traffic.bytes).toBeLessThan(300 * kib);
    expect(traffic.roundTrips).toBeLessThan(200);
  });

  it('NINA: one app with a descriptor, and 45 roots in a data partition that any firmware would use', async () => {
    const { facts, traffic } = await inspectSim(await nina(corpus('merged', 'nina_fw_201902_NINA_W102.bin')));
    expect(facts.layout).toMatchObject({ runningSlot: { value: 'factory' }, canUpdateOverTheAir: { value: false } });
    expect(facts.slots[0]).toMatchObject({
      projectName: { value: 'nina-fw' },
      idfVersion: { value: 'v3.3-beta1-453-g140b6e389' },
    });
    expect(facts.slots[0]?.versions[0]?.version).toBe('1.1.0-12-g6179c09-dirty');
    expect(facts.trust.anchors).toHaveLength(45);
    expect(
      facts.trust.anchors.every(({ foundIn }) => foundIn.partition === 'certs' && foundIn.slot === undefined),
    ).toBe(true);
    const certificates = facts.trust.anchors.map((anchor) =>
      anchor.kind === 'certificate' ? sha256Hex(decodeBase64(anchor.certificate)) : '',
    );
    expect(certificates).toContain('0687260331a72403d909f105e69bcf0d32e1bd2493ffc6d9206d11bcd6770739');
    expect(facts.trust.complete).toBe(true);
    expect(traffic.bytes).toBeLessThan(300 * kib);
  });
});
