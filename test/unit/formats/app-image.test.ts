import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHex, encodeHex } from '../../../electron/core/bytes/hex.ts';
import { isLibraryBuilder, parseBootloaderDescriptor } from '../../../electron/core/formats/app-descriptor.ts';
import { type AppImage, isBootable, parseAppImage } from '../../../electron/core/formats/app-image.ts';
import { parseImageHeader } from '../../../electron/core/formats/image-header.ts';
import { appDescriptor, buildImage, secureBootV2Block } from './build-image.ts';

/** FORMATS V4: one segment of 16 bytes at 0x3F400020, DIO, 4 MB, digest appended. */
const minimal = decodeHex(
  `e901022000000840ee0000000000000000000000000000012000403f10000000${'000102030405060708090a0b0c0d0e0f'}` +
    `000000000000000000000000000000eff03095174b7dce5a9de6bdff72b7992f09d31295b08f3a2228d7d1ae33792d6d`,
);

function imageOf(bytes: Uint8Array): AppImage {
  const result = parseAppImage(bytes);
  if (!result.ok) throw new Error(result.problem.code);
  return result.value;
}

function problemOf(bytes: Uint8Array): string {
  const result = parseAppImage(bytes);
  return result.ok ? 'parsed' : result.problem.code;
}

describe('app image', () => {
  it('parses the minimal image (FORMATS V4)', () => {
    expect(imageOf(minimal)).toEqual({
      header: {
        segmentCount: 1,
        flashMode: 2,
        flashFrequency: 0,
        flashSize: 0x400000,
        entryAddress: 0x40080000,
        wpPin: 0xee,
        chipId: 0,
        minRevision: 0,
        maxRevision: undefined,
        hashAppended: true,
      },
      segments: [{ loadAddress: 0x3f400020, fileOffset: 0x20, length: 16 }],
      length: 96,
      checksumValid: true,
      appendedDigest: encodeHex(minimal.subarray(64)),
      digestValid: true,
      sha256: encodeHex(minimal.subarray(64)),
      signatures: [],
    });
  });

  it('does not mind what follows the image in its partition', () => {
    const partition = new Uint8Array(0x10000).fill(0xff);
    partition.set(minimal);
    expect(imageOf(partition)).toEqual(imageOf(minimal));
  });

  it('calls an image with a flipped bit not bootable, whichever of the two checks sees it', () => {
    const flipped = minimal.slice();
    flipped[0x24] = 0x44;
    expect(imageOf(flipped)).toMatchObject({ checksumValid: false, digestValid: false });
    const header = minimal.slice();
    header[3] = 0x30;
    expect(imageOf(header)).toMatchObject({ checksumValid: true, digestValid: false });
    expect(isBootable(imageOf(header))).toBe(false);
    expect(isBootable(imageOf(minimal))).toBe(true);
  });

  it('identifies an image without appended digest by the SHA-256 of its bytes', () => {
    const image = imageOf(buildImage([{ loadAddress: 0x3f400020, data: new Uint8Array(16) }], { hashAppended: false }));
    expect(image.appendedDigest).toBeUndefined();
    expect(image.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(isBootable(image)).toBe(true);
  });

  it('reads revisions from the field that is in force', () => {
    const header = (hex: string) => parseImageHeader(decodeHex(`e901020000000000ee000000${hex}0000000001`));
    expect(header('00000364000000')).toMatchObject({ value: { minRevision: 300, maxRevision: undefined } });
    expect(header('0000032c018f01')).toMatchObject({ value: { minRevision: 300, maxRevision: 399 } });
    expect(header('0500030000ffff')).toMatchObject({ value: { minRevision: 3, maxRevision: undefined } });
  });

  it('refuses truncation, foreign magics, impossible segment counts and lengths', () => {
    expect(problemOf(minimal.subarray(0, 20))).toBe('image.truncated');
    expect(problemOf(minimal.subarray(0, 40))).toBe('image.truncated');
    expect(problemOf(minimal.subarray(0, 80))).toBe('image.truncated');
    expect(problemOf(new Uint8Array(64).fill(0xff))).toBe('image.bad-magic');
    const patched = (at: number, ...values: number[]) => {
      const bytes = minimal.slice();
      bytes.set(values, at);
      return bytes;
    };
    expect(problemOf(patched(1, 0))).toBe('image.bad-segment-count');
    expect(problemOf(patched(1, 17))).toBe('image.bad-segment-count');
    expect(problemOf(patched(0x1c, 0xff, 0xff, 0xff, 0xff))).toBe('image.bad-segment-length');
    expect(problemOf(patched(0x1c, 0xf0, 0xff, 0xff, 0))).toBe('image.truncated');
  });

  it('never throws on random, mutated and truncated bytes', () => {
    const valid = buildImage([
      { loadAddress: 0x3f400020, data: appDescriptor({}) },
      { loadAddress: 0x40080000, data: new Uint8Array(64).fill(7) },
    ]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => void parseAppImage(bytes)));
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length), (at, value, length) => {
        const mutated = valid.slice(0, length);
        if (at < length) mutated[at] = value;
        const result = parseAppImage(mutated);
        if (result.ok) expect(result.value.length).toBeLessThanOrEqual(length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('app descriptor', () => {
  const rodata = (descriptor: Uint8Array, loadAddress = 0x3f400020) => buildImage([{ loadAddress, data: descriptor }]);

  it('is read from the start of flash rodata', () => {
    const image = imageOf(rodata(appDescriptor({ version: '1.4.2', projectName: 'speaker', secureVersion: 3 })));
    expect(image.descriptor).toMatchObject({
      secureVersion: 3,
      version: '1.4.2',
      projectName: 'speaker',
      idfVersion: 'v4.4.8',
      elfSha256: '00'.repeat(32),
    });
  });

  it('is not taken from a segment that is not flash rodata, nor from texts that are none', () => {
    expect(imageOf(rodata(appDescriptor({}), 0x40080000)).descriptor).toBeUndefined();
    const noText = appDescriptor({});
    noText.fill(0x41, 16, 48);
    expect(imageOf(rodata(noText)).descriptor).toBeUndefined();
    const control = appDescriptor({});
    control[16] = 0x1b;
    expect(imageOf(rodata(control)).descriptor).toBeUndefined();
  });

  it('tells the Arduino library builder from a product', () => {
    const named = (projectName: string) => imageOf(rodata(appDescriptor({ projectName }))).descriptor;
    const builder = named('esp32-arduino-lib-builder');
    const product = named('speaker');
    expect(builder && isLibraryBuilder(builder)).toBe(true);
    expect(product && isLibraryBuilder(product)).toBe(false);
  });

  it('never throws on random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void parseBootloaderDescriptor(bytes)));
  });
});

describe('secure boot signatures', () => {
  const image = buildImage([{ loadAddress: 0x3f400020, data: new Uint8Array(64).fill(3) }]);
  const padded = new Uint8Array(0x1000).fill(0xff);
  padded.set(image);

  it('are found in the sector behind the image, all blocks of it', () => {
    const block = secureBootV2Block(padded, 'rsa');
    const flash = new Uint8Array(0x3000).fill(0xff);
    flash.set(padded);
    flash.set(block, 0x1000);
    flash.set(block, 0x1000 + 1216);
    expect(imageOf(flash).signatures).toMatchObject([
      { scheme: 'v2-rsa', offset: 0x1000, imageDigestValid: true, keyDigest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { scheme: 'v2-rsa', offset: 0x1000 + 1216, imageDigestValid: true },
    ]);
  });

  it('of another image are told apart by their digest, broken ones by their CRC', () => {
    const other = padded.slice();
    other[0x800] = 0;
    const flash = new Uint8Array(0x2000).fill(0xff);
    flash.set(padded);
    flash.set(secureBootV2Block(other, 'ecdsa'), 0x1000);
    expect(imageOf(flash).signatures).toMatchObject([{ scheme: 'v2-ecdsa', imageDigestValid: false }]);
    flash[0x1100] = 0x55;
    expect(imageOf(flash).signatures).toEqual([]);
  });

  it('v1 is a zero word and 64 bytes right behind the image', () => {
    const signed = new Uint8Array(image.length + 68);
    signed.set(image);
    signed.set(
      Uint8Array.from({ length: 64 }, (_, index) => index * 3),
      image.length + 4,
    );
    expect(imageOf(signed).signatures).toEqual([
      { scheme: 'v1', offset: image.length, keyDigest: undefined, imageDigestValid: undefined },
    ]);
    expect(imageOf(Uint8Array.from([...image, ...new Uint8Array(80)])).signatures).toEqual([]);
  });
});
