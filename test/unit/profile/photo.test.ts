import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePhoto } from '../../../electron/core/profile/photo.ts';
import { png } from './profile-fixture.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** What an encoder of others wrote (test/fixtures/photos/README.md). */
const photo = (name: string) => new Uint8Array(readFileSync(`test/fixtures/photos/${name}`));
const jpeg = photo('photo.jpg');
const webp = ['extended.webp', 'lossy.webp', 'lossless.webp'].map(photo);

describe('parsePhoto', () => {
  it('tells kind and size by the header alone', () => {
    expect(parsePhoto(png)).toMatchObject({ ok: true, value: { type: 'image/png', width: 1, height: 1 } });
    const size = { width: 5, height: 4 };
    expect(parsePhoto(photo('photo.png'))).toMatchObject({ ok: true, value: { type: 'image/png', ...size } });
    expect(parsePhoto(jpeg)).toMatchObject({ ok: true, value: { type: 'image/jpeg', ...size } });
    for (const each of webp) {
      expect(parsePhoto(each)).toMatchObject({ ok: true, value: { type: 'image/webp', ...size } });
    }
  });

  it('takes no photo without pixels, nor a JPEG that never says how large it is', () => {
    expect(parsePhoto(png.with(19, 0))).toMatchObject({ ok: false, problem: { code: 'photo.too-many-pixels' } });
    expect(parsePhoto(bytes('ffd8 ffe0 0002 ffe0 0002 ffda 0002 0000000000000000'))).toMatchObject({ ok: false });
    expect(parsePhoto(bytes('ffd8 ffe0 0000 ffe0 0000 ffe0 0000 0000000000000000'))).toMatchObject({ ok: false });
  });

  it('ends on any bytes', () => {
    const start = fc.constantFrom(png, jpeg, ...webp, new Uint8Array(0));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 400 }), fc.nat(700), (head, tail, cut) => {
        const answer = parsePhoto(Uint8Array.of(...head.subarray(0, cut), ...tail));
        expect(!answer.ok || (answer.value.width <= 4096 && answer.value.height <= 4096)).toBe(true);
      }),
    );
  });
});
