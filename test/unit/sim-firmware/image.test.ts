import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeHex } from '../../../electron/core/bytes/hex.ts';
import { isBootable, parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { buildApp } from '../../../electron/sim/firmware/app.ts';
import { findAppBehaviour } from '../../../electron/sim/firmware/behaviour.ts';
import { encodeImage } from '../../../electron/sim/firmware/image.ts';
import { newSeedApp, oldSeedApp } from '../../../electron/sim/units/seed-firmware.ts';

describe('image builder', () => {
  it('gives the bytes of vector V4', () => {
    const image = encodeImage({
      chip: 'ESP32',
      segments: [{ loadAddress: 0x3f400020, data: Uint8Array.from({ length: 16 }, (_, i) => i) }],
      entryAddress: 0x40080000,
      flashSize: 0x400000,
      namesChip: false,
    });
    expect(encodeHex(image)).toBe(
      'e901022000000840ee0000000000000000000000000000012000403f10000000000102030405060708090a0b0c0d0e0f' +
        '000000000000000000000000000000ef' +
        'f03095174b7dce5a9de6bdff72b7992f09d31295b08f3a2228d7d1ae33792d6d',
    );
  });

  it('puts flash-mapped segments where offset and address agree', () => {
    const image = parsedImage(newSeedApp('ESP32-C3', 'real'));
    const mapped = image.segments.filter(({ loadAddress }) => loadAddress >= 0x3c000000 && loadAddress < 0x3c800000);
    const code = image.segments.filter(({ loadAddress }) => loadAddress >= 0x42000000);
    expect(mapped).toHaveLength(1);
    expect(code).toHaveLength(1);
    for (const { fileOffset, loadAddress } of [...mapped, ...code]) {
      expect(fileOffset % 0x10000).toBe(loadAddress % 0x10000);
    }
  });

  it('builds apps that the bootloader accepts, with the descriptor they were given', () => {
    for (const chip of ['ESP32', 'ESP32-C3'] as const) {
      const image = parsedImage(newSeedApp(chip, 'tiny'));
      expect(isBootable(image)).toBe(true);
      expect(image.descriptor).toMatchObject({ projectName: 'seed-radio', version: '2.0.0', idfVersion: 'v4.4.8' });
    }
    expect(parsedImage(oldSeedApp('ESP32', 'tiny')).descriptor).toBeUndefined();
  });

  it('gives the same bytes for the same content, and others for another seed', () => {
    const content = { chip: 'ESP32', texts: ['a'], certificates: [], size: 'tiny' } as const;
    expect(buildApp({ ...content, seed: 7 })).toEqual(buildApp({ ...content, seed: 7 }));
    expect(buildApp({ ...content, seed: 7 })).not.toEqual(buildApp({ ...content, seed: 8 }));
  });

  it('weighs and deflates as a product does', () => {
    const image = oldSeedApp('ESP32', 'real');
    const ratio = deflateSync(image, { level: 9 }).length / image.length;
    expect(image.length).toBeGreaterThan(900_000);
    expect(image.length).toBeLessThan(1_200_000);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(0.8);
  });

  it('carries a behaviour that can be read back, and none after damage', () => {
    const image = oldSeedApp('ESP32', 'tiny');
    expect(findAppBehaviour(image)?.nvs).toEqual({ formatVersion: 2, encrypted: false });
    const at = Buffer.from(image).indexOf('"kind"');
    image[at] = 0;
    expect(findAppBehaviour(image)).toBeUndefined();
  });
});

function parsedImage(bytes: Uint8Array) {
  const image = parseAppImage(bytes);
  if (!image.ok) throw new Error(image.problem.code);
  return image.value;
}
