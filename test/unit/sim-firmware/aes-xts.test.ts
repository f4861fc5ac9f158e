import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encryptXts } from '../../../electron/sim/firmware/aes-xts.ts';

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

describe('XTS-AES-256', () => {
  it('is what OpenSSL makes of it', () => {
    const blocks = fc.integer({ min: 1, max: 8 }).chain((count) => bytes(16 * count));
    fc.assert(
      fc.property(bytes(64), bytes(16), blocks, (key, tweak, data) => {
        // OpenSSL refuses two equal halves, as the standard asks.
        fc.pre(!Buffer.from(key.subarray(0, 32)).equals(key.subarray(32)));
        const expected = createCipheriv('aes-256-xts', key, tweak).update(data);
        expect(Buffer.from(encryptXts(key, tweak, data)).equals(expected)).toBe(true);
      }),
    );
  });
});
