import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../../electron/core/inspect/inspect-image.ts';
import { seed } from '../../../electron/sim/units/seed.ts';
import { describeWithShared, sharedPath } from '../../support/shared.ts';
import { now, sampleApp } from './sample-unit.ts';

const options = { releases: [], now, simulated: false };
const notSupported = { known: false, reason: 'not-supported' };

describe('facts from a file', () => {
  it('of a flash dump are those of the unit, read whole, without what only a chip can tell', async () => {
    const facts = await inspectImage((await seed()).flash, options);
    expect(facts).toMatchObject({
      channel: 'file',
      chip: { family: 'ESP32', mac: notSupported, flashSize: notSupported },
      security: { flashEncryption: notSupported, secureBoot: notSupported },
      layout: { runningSlot: { value: 'ota_0' }, canUpdateOverTheAir: { value: true } },
      bootloader: { idfVersion: { value: 'v3.2-103-g4aa1058e8' } },
      data: { hasWifiCredentials: { value: true } },
    });
    expect(facts.slots[0]?.image).toEqual({ known: true, value: 'valid' });
    expect(facts.trust.anchors).toHaveLength(1);
  });

  it('of one app image are its version and its trust; of a layout nothing is known', async () => {
    const facts = await inspectImage(sampleApp('2.0.0'), options);
    expect(facts).toMatchObject({
      layout: {
        tableOffset: { known: false, reason: 'not-present' },
        partitions: [],
        runningSlot: { value: 'image' },
        runningSlotEvidence: 'only-app',
        canUpdateOverTheAir: { known: false },
      },
      bootloader: { valid: { known: false, reason: 'not-present' } },
      slots: [{ label: 'image', image: { value: 'valid' }, versions: [{ version: '2.0.0' }] }],
      trust: { complete: true, anchors: [{ foundIn: { partition: 'image', slot: 'image' } }] },
    });
  });

  it('names the chip of the image', async () => {
    const facts = await inspectImage(sampleApp('2.0.0', { chip: 'ESP32-C3' }), options);
    expect(facts.chip.family).toBe('ESP32-C3');
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['an erased flash', new Uint8Array(0x100000).fill(0xff)],
    ['text', new TextEncoder().encode('<html>404</html>'.repeat(1000))],
  ])('refuses %s', async (_name, bytes) => {
    await expect(inspectImage(bytes, options)).rejects.toMatchObject({ code: 'format.not-a-firmware' });
  });

  it('refuses what is larger than any flash, and chips it does not know', async () => {
    const large = new Uint8Array(0x1000001);
    await expect(inspectImage(large, options)).rejects.toMatchObject({ code: 'format.too-large' });
    const foreign = sampleApp('2.0.0');
    foreign[12] = 9;
    await expect(inspectImage(foreign, options)).rejects.toMatchObject({ code: 'loader.unsupported-chip' });
  });
});

describeWithShared('facts from third-party files', () => {
  const corpus = (...parts: string[]) => readFileSync(sharedPath('corpus', ...parts));

  it('AirU app image', async () => {
    const facts = await inspectImage(corpus('app', 'airu_mqtt_ssl_201811.bin'), options);
    expect(facts.slots[0]).toMatchObject({
      image: { value: 'valid' },
      idfVersion: { value: 'v3.2-dev-1239-g7313e39fd-dirty' },
    });
    expect(facts.trust.anchors.map(({ foundIn }) => foundIn.offset)).toEqual([22991]);
  });

  it('NINA merged image', async () => {
    const facts = await inspectImage(corpus('merged', 'nina_fw_201902_NINA_W102.bin'), options);
    expect(facts.layout).toMatchObject({ runningSlot: { value: 'factory' }, canUpdateOverTheAir: { value: false } });
    expect(facts.trust.anchors).toHaveLength(45);
  });

  it.each(['esptool_esp_idf_blink_esp32s2.bin', 'sf_hello_ESP32_C6_202408.bin'])(
    '%s is of another chip',
    async (file) => {
      await expect(inspectImage(corpus('app', file), options)).rejects.toMatchObject({
        code: 'loader.unsupported-chip',
      });
    },
  );

  it('finds no version of the sketch in an Arduino app', async () => {
    const facts = await inspectImage(corpus('app', 'arduino_StartCounter.ino.bin'), options);
    expect(facts.slots[0]?.versions.filter(({ confidence }) => confidence !== 'low')).toEqual([]);
  });
});
